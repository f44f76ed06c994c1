namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>What a pod or a container may do. A null says nothing.</summary>
/// <param name="RunAsNonRoot">Whether the kubelet refuses to start it as user 0.</param>
/// <param name="RunAsUser">The user's id.</param>
/// <param name="AllowPrivilegeEscalation">Whether it may gain rights, such as by set-user-id programs.</param>
/// <param name="ReadOnlyRootFilesystem">Whether the image's files can't be changed.</param>
/// <param name="Privileged">Whether it is root on the node.</param>
/// <param name="SeccompProfile">The type of the system call filter.</param>
/// <param name="AddedCapabilities">Linux capabilities that it gains.</param>
/// <param name="DroppedCapabilities">Linux capabilities that it loses.</param>
public sealed record SecurityContext(
    bool? RunAsNonRoot,
    long? RunAsUser,
    bool? AllowPrivilegeEscalation,
    bool? ReadOnlyRootFilesystem,
    bool? Privileged,
    string? SeccompProfile,
    IReadOnlyList<string> AddedCapabilities,
    IReadOnlyList<string> DroppedCapabilities)
{
    /// <summary>What holds for a container: what it says itself, and for the rest what its pod says.</summary>
    public SecurityContext Over(SecurityContext pod) => this with
    {
        RunAsNonRoot = RunAsNonRoot ?? pod.RunAsNonRoot,
        RunAsUser = RunAsUser ?? pod.RunAsUser,
        SeccompProfile = SeccompProfile ?? pod.SeccompProfile,
    };
}
