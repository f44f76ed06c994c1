namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What an edit did to a kustomization.</summary>
/// <param name="Content">The file's bytes; those that were given when nothing is different.</param>
/// <param name="Before">The items of its <c>images:</c> before.</param>
/// <param name="After">The items now.</param>
public sealed record OverlayEdit(byte[] Content, IReadOnlyList<ImageEntry> Before, IReadOnlyList<ImageEntry> After);
