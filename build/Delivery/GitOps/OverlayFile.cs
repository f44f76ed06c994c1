namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Where an environment's overlay lies in the repository.</summary>
internal static class OverlayFile
{
    /// <summary>The names that kustomize looks for in a folder.</summary>
    public static readonly IReadOnlyList<string> Names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>The overlay's folder from the repository's top, such as <c>k8s/overlays/dev</c>.</summary>
    public static string Folder(string root, string environment) => $"{root.Trim('/')}/overlays/{environment}".TrimStart('/');

    /// <summary>The exception for a folder without a kustomization.</summary>
    public static DeliveryException Missing(string folder) => new(
        $"the overlay `{folder}` can't be read",
        "it has no kustomization.yaml",
        "check --environment and --gitops-path");
}
