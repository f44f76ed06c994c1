using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>
/// What every manifest must keep to before it is deployed: the Pod Security Standard <i>restricted</i>
/// (https://kubernetes.io/docs/concepts/security/pod-security-standards/), rollouts without a lost request, and monitoring that finds
/// what it names.
/// </summary>
public static class ManifestPolicy
{
    /// <summary>Checks a rendered overlay.</summary>
    /// <returns>Every violation, each with its object, also of what is turned off; empty when there is none.</returns>
    public static IReadOnlyList<PolicyViolation> CheckOverlay(ManifestSet manifests, ManifestPolicyOptions options)
    {
        var own = options.Service is { } service ? OtherWorkloads.Without(manifests, service.Name) : manifests;
        return own.All<Deployment>().Any() ? Check(own, Requirements(options)) : [Missing(manifests, nameof(Deployment))];
    }

    /// <summary>Checks a file of PrometheusRules.</summary>
    /// <inheritdoc cref="CheckOverlay" path="/returns"/>
    public static IReadOnlyList<PolicyViolation> CheckRules(ManifestSet manifests, PolicySettings settings)
    {
        var rules = manifests.All<PrometheusRule>().ToList();
        var hasAlert = rules.SelectMany(rule => rule.Groups).SelectMany(group => group.Rules).Any(rule => rule.Alert is not null);
        return rules.Count == 0 ? [Missing(manifests, nameof(PrometheusRule))]
            : hasAlert ? Check(manifests, [new AlertRequirement(settings)])
            : [new(PolicySettings.Alerts, $"{rules[0]}", "it has no alert, so nobody is alerted to a failure", "write one at least")];
    }

    private static IManifestRequirement[] Requirements(ManifestPolicyOptions options) =>
    [
        new NameRequirement(),
        new PodSecurityRequirement(),
        new ImageRequirement(options.RequireDigest),
        new ResourceRequirement(),
        new ProbeRequirement(options.Service),
        new RolloutRequirement(),
        new AvailabilityRequirement(),
        new AutoscalerRequirement(),
        new ServiceRequirement(),
        new ExposureRequirement(options.IsProduction),
        new ScrapingRequirement(options.Policy),
        new AlertRequirement(options.Policy),
        .. options.Service is { } service ? [new IdentityRequirement(service)] : Array.Empty<IManifestRequirement>(),
    ];

    private static List<PolicyViolation> Check(ManifestSet manifests, IEnumerable<IManifestRequirement> requirements) =>
        [.. requirements.SelectMany(requirement => requirement.Check(manifests))];

    private static PolicyViolation Missing(ManifestSet manifests, string kind) => new(
        $"{kind.ToLowerInvariant()}-missing",
        manifests.Source,
        manifests.Objects.FirstOrDefault(
            item => item.Metadata.Kind is "StatefulSet" or "DaemonSet" or "Rollout") is { } other && kind == nameof(Deployment)
            ? $"there is no {kind}, and {other} is none: neither the lab nor a cluster's proof knows its replicas"
            : $"there is no {kind}",
        $"add a {kind}, or its file to the resources of the kustomization");
}

/// <summary>
/// What an overlay has besides the service, such as its database: the policy is the service's, and the API server judges the rest.
/// </summary>
internal static class OtherWorkloads
{
    /// <summary>The objects without the Deployments of others, what scales them, and the Services that lead to nothing else.</summary>
    public static ManifestSet Without(ManifestSet manifests, string service)
    {
        var beside = Of(manifests, service).ToList();
        return beside.Count == 0 ? manifests : manifests.Where(item => item switch
        {
            Deployment deployment => !beside.Contains(deployment),
            HorizontalPodAutoscaler scaler => !beside.Exists(scaler.Scales),
            Service lead => manifests.All<Deployment>().Except(beside).Any(deployment => lead.Selects(deployment.Template.Labels)),
            _ => true,
        });
    }

    /// <summary>The Deployments that are not the service's: those of another name, where one has its own.</summary>
    public static IEnumerable<Deployment> Of(ManifestSet manifests, string service)
    {
        var all = manifests.All<Deployment>().ToList();
        return all.Exists(deployment => deployment.Metadata.Name == service) ? all.Where(
            deployment => deployment.Metadata.Name != service) : [];
    }
}

/// <summary>One subject of the policy.</summary>
internal interface IManifestRequirement
{
    /// <summary>What the manifests lack; nothing when all is well.</summary>
    IEnumerable<PolicyViolation> Check(ManifestSet manifests);
}

/// <summary>What the policy depends on besides the manifests.</summary>
/// <param name="RequireDigest">Whether every image must be named by its digest. An overlay that was never deployed has none yet.</param>
/// <param name="IsProduction">Whether fault endpoints must be off.</param>
public sealed record ManifestPolicyOptions(bool RequireDigest, bool IsProduction)
{
    /// <summary>The service whose manifests they have to be; anybody's when null.</summary>
    public DeliveredService? Service { get; init; }

    /// <summary>What the settings file says of the policy.</summary>
    public PolicySettings Policy { get; init; } = new();
}

/// <summary>A requirement that a manifest does not meet.</summary>
/// <param name="Id">The requirement, such as <c>run-as-non-root</c>.</param>
/// <param name="Subject">The object, and the container or rule in it.</param>
/// <param name="What">What was found.</param>
public sealed record PolicyViolation(string Id, string Subject, string What, string Fix)
{
    public override string ToString() => $"{Subject}: {What} [{Id}]. Next: {Fix}";
}

/// <summary>The containers of a set of manifests, each with its place for messages.</summary>
internal static class DeploymentContainers
{
    /// <summary>Every container that stays, without those that only prepare.</summary>
    public static IEnumerable<(string Place, Deployment Deployment, Container Container)> Of(ManifestSet manifests) =>
        from deployment in manifests.All<Deployment>()
        from container in deployment.Template.Containers
        select ($"{deployment}, container {container.Name}", deployment, container);

    /// <summary>The containers that requests are sent to: those with the service's port; all where none has it.</summary>
    public static IEnumerable<(string Place, Deployment Deployment, Container Container)> Serving(
        ManifestSet manifests, DeliveredService? service)
    {
        var all = Of(manifests).ToList();
        var serving = all.FindAll(found => found.Container.Ports.Any(port => port.Number == service?.Port));
        return serving.Count > 0 ? serving : all;
    }

    /// <summary>Every container, those that only prepare included.</summary>
    public static IEnumerable<(string Place, Deployment Deployment, Container Container)> AllOf(ManifestSet manifests) =>
        Of(manifests).Concat(
            from deployment in manifests.All<Deployment>()
            from container in deployment.Template.InitContainers
            select ($"{deployment}, init container {container.Name}", deployment, container));
}
