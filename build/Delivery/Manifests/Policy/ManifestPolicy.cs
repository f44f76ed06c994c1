using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>
/// What every manifest must keep to before it is deployed: the Pod Security Standard <i>restricted</i>
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/), rollouts without a lost request, and monitoring that finds
/// what it names.
/// </summary>
public static class ManifestPolicy
{
    /// <summary>The value of the label <c>release</c> by which Prometheus, as the chart installs it, chooses its objects.</summary>
    public const string MonitoringRelease = "prometheus";

    /// <summary>Checks a rendered overlay.</summary>
    /// <returns>Every violation, each with its object; empty when there is none.</returns>
    public static IReadOnlyList<PolicyViolation> CheckOverlay(ManifestSet manifests, ManifestPolicyOptions options) =>
        manifests.All<Deployment>().Any() ? Check(manifests, Requirements(options)) : [Missing(manifests, nameof(Deployment))];

    /// <summary>Checks a file of PrometheusRules.</summary>
    /// <inheritdoc cref="CheckOverlay" path="/returns"/>
    public static IReadOnlyList<PolicyViolation> CheckRules(ManifestSet manifests) =>
        manifests.All<PrometheusRule>().Any() ? Check(manifests, [new AlertRequirement()]) : [Missing(manifests, nameof(PrometheusRule))];

    private static IManifestRequirement[] Requirements(ManifestPolicyOptions options) =>
    [
        new PodSecurityRequirement(),
        new ImageRequirement(options.RequireDigest),
        new ResourceRequirement(),
        new ProbeRequirement(),
        new RolloutRequirement(),
        new AvailabilityRequirement(),
        new ServiceRequirement(),
        new ExposureRequirement(options.IsProduction),
        new ScrapingRequirement(),
        new AlertRequirement(),
        .. options.Service is { } service ? [new IdentityRequirement(service)] : Array.Empty<IManifestRequirement>(),
    ];

    private static List<PolicyViolation> Check(ManifestSet manifests, IEnumerable<IManifestRequirement> requirements) =>
        [.. requirements.SelectMany(requirement => requirement.Check(manifests))];

    private static PolicyViolation Missing(ManifestSet manifests, string kind) => new(
        $"{kind.ToLowerInvariant()}-missing",
        manifests.Source,
        $"there is no {kind}",
        $"add a {kind}, or its file to the resources of the kustomization");
}
