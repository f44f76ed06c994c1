namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>A revision of a release as <c>helm history</c> tells it.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Status">What helm says of it, such as <c>superseded</c>.</param>
public sealed record HelmRevision(int Revision, string Status);
