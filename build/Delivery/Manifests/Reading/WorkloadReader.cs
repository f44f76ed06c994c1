using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads what runs, with the defaults that the API server fills in.</summary>
internal static class WorkloadReader
{
    private static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultProbePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultProbeTimeout = TimeSpan.FromSeconds(1);

    private const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static Deployment Deployment(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        spec["replicas"].Integer ?? 1,
        ManifestReader.Selector(spec["selector"].Required()),
        Strategy(spec["strategy"]),
        spec["minReadySeconds"].Seconds ?? TimeSpan.Zero,
        spec["revisionHistoryLimit"].Integer,
        Template(spec["template"].Required()));

    /// <summary>A Rollout of Argo Rollouts is a Deployment that replaces its pods otherwise.</summary>
    public static Deployment Rollout(ObjectMetadata metadata, ManifestNode spec)
    {
        var strategy = spec["strategy"];
        return Deployment(metadata, spec) with
        {
            Strategy = strategy["blueGreen"].Exists
                ? new("BlueGreen", "0")
                : new("Canary", strategy["canary"]["maxUnavailable"].OptionalText ?? "25%"),
        };
    }

    public static PodDisruptionBudget PodDisruptionBudget(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["selector"]),
        spec["minAvailable"].OptionalText,
        spec["maxUnavailable"].OptionalText);

    public static HorizontalPodAutoscaler Autoscaler(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        spec["scaleTargetRef"]["kind"].Text,
        spec["scaleTargetRef"]["name"].Text,
        spec["minReplicas"].Integer ?? 1,
        spec["maxReplicas"].Required().Integer!.Value);

    private static DeploymentStrategy Strategy(ManifestNode strategy) => new(
        strategy["type"].OptionalText ?? "RollingUpdate", Pods(strategy["rollingUpdate"]["maxUnavailable"]))
    {
        MaxSurge = Pods(strategy["rollingUpdate"]["maxSurge"]),
    };

    /// <summary>A number of pods, or a part of them.</summary>
    private static string Pods(ManifestNode node) => node.OptionalText switch
    {
        null => "25%",
        var text when int.TryParse(text.EndsWith('%') ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out _) => text,
        _ => throw node.Broken("it is neither a number nor per cent", "write one such as 1 or 25%"),
    };

    private static PodTemplate Template(ManifestNode template)
    {
        var spec = template["spec"].Required();
        return new PodTemplate(
            template["metadata"]["labels"].Map,
            spec["automountServiceAccountToken"].Boolean,
            spec["terminationGracePeriodSeconds"].Seconds ?? DefaultGracePeriod,
            new[] { "hostNetwork", "hostPID", "hostIPC" }.Any(field => spec[field].Boolean == true),
            Security(spec["securityContext"]),
            [.. spec["volumes"].Items.Select(volume => Volume(volume).Type)],
            [.. spec["initContainers"].Items.Select(Container)],
            [.. spec["containers"].Required().Items.Select(Container)])
        {
            Annotations = template["metadata"]["annotations"].Map,
            ServiceAccount = spec["serviceAccountName"].OptionalText ?? spec["serviceAccount"].OptionalText ?? "default",
            Volumes = [.. spec["volumes"].Items.Select(Volume)],
        };
    }

    private static Volume Volume(ManifestNode volume)
    {
        var type = volume.Keys.FirstOrDefault(key => key != "name") ?? "emptyDir";
        var node = volume[type];
        return new(
            volume["name"].Text,
            type,
            type switch
            {
                "configMap" or "secret" => [VolumeSource(type, node)],
                "projected" =>
                [
                    .. from source in node["sources"].Items
                       from key in source.Keys
                       where key is "configMap" or "secret"
                       select VolumeSource(key, source[key]),
                ],
                _ => [],
            },
            Mode(node["defaultMode"]) ?? DefaultMode,
            node["sizeLimit"].OptionalText);
    }

    private static VolumeSource VolumeSource(string type, ManifestNode node) => new(
        ConfigurationReader.Reference(type == "secret" ? "Secret" : "ConfigMap", node, node["secretName"].Exists ? "secretName" : "name"),
        [.. node["items"].Items.Select(item => new VolumeItem(item["key"].Text, item["path"].Text, Mode(item["mode"])))]);

    /// <summary>Permissions, which YAML takes as octal where they begin with 0.</summary>
    private static UnixFileMode? Mode(ManifestNode node) => node.OptionalText is ['0', .. { Length: > 0 } digits] && digits.All(
        digit => digit is >= '0' and <= '7')
        ? (UnixFileMode)Convert.ToInt32(digits, 8)
        : (UnixFileMode?)node.Integer;

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
        EnvironmentFrom = [.. container["envFrom"].Items.Select(EnvironmentSource)],
        Mounts = [.. container["volumeMounts"].Items.Select(Mount)],
        WorkingDirectory = container["workingDir"].OptionalText,
    };

    private static VolumeMount Mount(ManifestNode mount) => new(
        mount["name"].Text, mount["mountPath"].Text, mount["subPath"].OptionalText, mount["readOnly"].Boolean ?? false);

    private static EnvironmentSource EnvironmentSource(ManifestNode source) => new(
        source["secretRef"].Exists
            ? ConfigurationReader.Reference("Secret", source["secretRef"])
            : ConfigurationReader.Reference("ConfigMap", source["configMapRef"].Required()),
        source["prefix"].OptionalText ?? "");

    private static EnvironmentVariable Variable(ManifestNode variable) => new(
        variable["name"].Text,
        variable["valueFrom"].Exists ? null : variable["value"].OptionalText ?? "",
        variable["valueFrom"]["fieldRef"]["fieldPath"].OptionalText)
    {
        Key = Key("Secret", variable["valueFrom"]["secretKeyRef"]) ?? Key("ConfigMap", variable["valueFrom"]["configMapKeyRef"]),
        Resource = variable["valueFrom"]["resourceFieldRef"] is { Exists: true } field
            ? new(field["resource"].Text, field["divisor"].OptionalText is { } divisor and not "0" ? divisor : "1")
            : null,
    };

    private static ConfigurationKey? Key(string kind, ManifestNode node) =>
        node.Exists ? new(ConfigurationReader.Reference(kind, node), node["key"].Text) : null;

    private static ContainerPort Port(ManifestNode port) =>
        new(port["name"].OptionalText, port["containerPort"].Required().Integer!.Value, port["hostPort"].Integer);

    private static Probe? Probe(ManifestNode probe) => !probe.Exists ? null : new Probe(
        HttpGet(probe["httpGet"]),
        probe["periodSeconds"].Seconds ?? DefaultProbePeriod,
        probe["timeoutSeconds"].Seconds ?? DefaultProbeTimeout,
        probe["failureThreshold"].Integer ?? 3,
        probe["successThreshold"].Integer ?? 1)
    {
        TcpPort = probe["tcpSocket"]["port"].OptionalText,
        Command = probe["exec"]["command"].Texts is { Count: > 0 } command ? command : [],
        Grpc = probe["grpc"] is { Exists: true } grpc ? new(grpc["port"].Text, grpc["service"].OptionalText ?? "") : null,
        InitialDelay = probe["initialDelaySeconds"].Seconds ?? TimeSpan.Zero,
    };

    private static HttpGetAction? HttpGet(ManifestNode action) => !action.Exists ? null : new HttpGetAction(
        action["path"].OptionalText ?? "/",
        action["port"].Text)
    {
        Scheme = action["scheme"].OptionalText ?? "HTTP",
        Headers = action["httpHeaders"].Items is { Count: > 0 } headers
            ? [.. headers.Select(header => KeyValuePair.Create(header["name"].Text, header["value"].Text))]
            : [],
    };

    private static SecurityContext Security(ManifestNode context) => new(
        context["runAsNonRoot"].Boolean,
        context["runAsUser"].Integer,
        context["allowPrivilegeEscalation"].Boolean,
        context["readOnlyRootFilesystem"].Boolean,
        context["privileged"].Boolean,
        context["seccompProfile"]["type"].OptionalText,
        context["capabilities"]["add"].Texts,
        context["capabilities"]["drop"].Texts)
    {
        RunAsGroup = context["runAsGroup"].Integer,
        FsGroup = context["fsGroup"].Integer,
        SupplementalGroups = context["supplementalGroups"].Texts,
    };
}
