namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What happened to one image of one overlay.</summary>
/// <param name="Environment">The overlay's environment.</param>
/// <param name="Before">The entry that was there, or null.</param>
/// <param name="After">The entry that is there now.</param>
public sealed record OverlayChange(string Environment, ImageEntry? Before, ImageEntry After)
{
    /// <summary>Whether anything is different.</summary>
    public bool IsChange => Before != After;

    /// <summary>Such as <c>dev: registry/app:1.3.0@sha256:… → registry/app:1.4.0@sha256:…</c>.</summary>
    public override string ToString() =>
        IsChange ? $"{Environment}: {Before?.ToString() ?? "no image"} → {After}" : $"{Environment}: {After}, as before";
}
