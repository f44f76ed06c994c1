using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads what runs, with the defaults that the API server fills in.</summary>
internal static class WorkloadReader
{
    private static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultProbePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultProbeTimeout = TimeSpan.FromSeconds(1);

    public static Deployment Deployment(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        spec["replicas"].Integer ?? 1,
        ManifestReader.Selector(spec["selector"].Required()),
        Strategy(spec["strategy"]),
        spec["minReadySeconds"].Seconds ?? TimeSpan.Zero,
        spec["revisionHistoryLimit"].Integer,
        Template(spec["template"].Required()));

    public static PodDisruptionBudget PodDisruptionBudget(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["selector"]),
        spec["minAvailable"].OptionalText,
        spec["maxUnavailable"].OptionalText);

    private static DeploymentStrategy Strategy(ManifestNode strategy) => new(
        strategy["type"].OptionalText ?? "RollingUpdate",
        strategy["rollingUpdate"]["maxUnavailable"].OptionalText ?? "25%");

    private static PodTemplate Template(ManifestNode template)
    {
        var spec = template["spec"].Required();
        return new PodTemplate(
            template["metadata"]["labels"].Map,
            spec["automountServiceAccountToken"].Boolean,
            spec["terminationGracePeriodSeconds"].Seconds ?? DefaultGracePeriod,
            new[] { "hostNetwork", "hostPID", "hostIPC" }.Any(field => spec[field].Boolean == true),
            Security(spec["securityContext"]),
            [.. spec["volumes"].Items.Select(volume => volume.Keys.FirstOrDefault(key => key != "name") ?? "emptyDir")],
            [.. spec["initContainers"].Items.Select(Container)],
            [.. spec["containers"].Required().Items.Select(Container)]);
    }

    private static Container Container(ManifestNode container) => new(
        container["name"].Text,
        container["image"].Text,
        container["command"].Texts,
        container["args"].Texts,
        [.. container["env"].Items.Select(Variable)],
        [.. container["ports"].Items.Select(Port)],
        new ContainerResources(container["resources"]["requests"].Map, container["resources"]["limits"].Map),
        Probe(container["startupProbe"]),
        Probe(container["readinessProbe"]),
        Probe(container["livenessProbe"]),
        Security(container["securityContext"]))
    {
        PreStopSleep = container["lifecycle"]["preStop"]["sleep"]["seconds"].Seconds,
    };

    private static EnvironmentVariable Variable(ManifestNode variable) => new(
        variable["name"].Text,
        variable["valueFrom"].Exists ? null : variable["value"].OptionalText ?? "",
        variable["valueFrom"]["fieldRef"]["fieldPath"].OptionalText);

    private static ContainerPort Port(ManifestNode port) =>
        new(port["name"].OptionalText, port["containerPort"].Required().Integer!.Value, port["hostPort"].Integer);

    private static Probe? Probe(ManifestNode probe) => !probe.Exists ? null : new Probe(
        HttpGet(probe["httpGet"]),
        probe["periodSeconds"].Seconds ?? DefaultProbePeriod,
        probe["timeoutSeconds"].Seconds ?? DefaultProbeTimeout,
        probe["failureThreshold"].Integer ?? 3,
        probe["successThreshold"].Integer ?? 1);

    private static HttpGetAction? HttpGet(ManifestNode action) => !action.Exists ? null : new HttpGetAction(
        action["path"].OptionalText ?? "/",
        action["port"].Text);

    private static SecurityContext Security(ManifestNode context) => new(
        context["runAsNonRoot"].Boolean,
        context["runAsUser"].Integer,
        context["allowPrivilegeEscalation"].Boolean,
        context["readOnlyRootFilesystem"].Boolean,
        context["privileged"].Boolean,
        context["seccompProfile"]["type"].OptionalText,
        context["capabilities"]["add"].Texts,
        context["capabilities"]["drop"].Texts);
}
