namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>The pods of a Deployment.</summary>
/// <param name="Labels">The labels that each pod gets.</param>
/// <param name="AutomountServiceAccountToken">Whether they get the token of their service account; null when not said, which means yes.</param>
/// <param name="TerminationGracePeriod">The time between SIGTERM and SIGKILL; 30 s when not said.</param>
/// <param name="UsesHostNamespaces">Whether they share the node's network, processes or IPC.</param>
/// <param name="SecurityContext">What holds for every container that does not say otherwise.</param>
/// <param name="VolumeTypes">The type of each volume, such as <c>emptyDir</c>.</param>
/// <param name="InitContainers">What runs before the containers.</param>
/// <param name="Containers">The containers.</param>
public sealed record PodTemplate(
    IReadOnlyDictionary<string, string> Labels,
    bool? AutomountServiceAccountToken,
    TimeSpan TerminationGracePeriod,
    bool UsesHostNamespaces,
    SecurityContext SecurityContext,
    IReadOnlyList<string> VolumeTypes,
    IReadOnlyList<Container> InitContainers,
    IReadOnlyList<Container> Containers);
