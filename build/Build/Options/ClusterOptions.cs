namespace GitOpsDemo.Build.Options;

/// <summary>Which cluster is delivered to.</summary>
/// <param name="KubeContext">A context of the kubeconfig; null for the lab.</param>
public sealed record ClusterOptions(string? KubeContext)
{
    /// <summary>Whether everything stays on this computer.</summary>
    public bool DeliversToLab => KubeContext is null;
}
