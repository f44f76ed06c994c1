using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Diff;

/// <summary>A Deploy that has not been run.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Image">The image that it would build, or has built.</param>
/// <param name="Repository">The repository whose overlay it would bump.</param>
/// <param name="Path">The folder with <c>base/</c> and <c>overlays/</c> in that repository.</param>
public sealed record PlannedDeploy(string Service, string Environment, ImagePlan Image, GitOpsRepository Repository, string Path)
{
    /// <summary>The folder of the work tree whose manifests it would push first, as in the lab; null where others push them.</summary>
    public string? WorkTree { get; init; }

    /// <summary>The alert rules that it would apply.</summary>
    public required ManifestSet Rules { get; init; }

    /// <summary>The dashboards that it would apply.</summary>
    public required IReadOnlyList<Dashboard> Dashboards { get; init; }

    /// <summary>The entry that the bump would write; none while the digest is not known, because the image is not built yet.</summary>
    internal IReadOnlyList<ImageEntry> Entry => Image.Existing is { Reference: var image }
        ? [new(Service, image.Name, image.Tag, image.Digest?.ToString())]
        : [];
}
