namespace GitOpsDemo.Delivery.GitOps;

/// <summary>An environment whose checks have all passed.</summary>
/// <param name="Digests">The digests that ran in it while they passed.</param>
/// <param name="Evidence">What says so, such as <c>6 checks of 2026-11-22 10:00 UTC</c>.</param>
public sealed record ProvenEnvironment(IReadOnlyCollection<string> Digests, string Evidence);
