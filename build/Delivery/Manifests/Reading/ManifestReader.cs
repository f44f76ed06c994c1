using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads one document into the record of its kind.</summary>
internal static class ManifestReader
{
    private static readonly Regex NameForm = new(@"\A[A-Za-z0-9]([A-Za-z0-9._:-]{0,251}[A-Za-z0-9])?\z");

    public static ManifestObject Read(YamlNode document, string source)
    {
        var top = new ManifestNode(document, "", source);
        if (document is YamlMappingNode && top["groups"].Exists && !top["kind"].Exists)
        {
            throw top.Broken(
                "it is a rule file of Prometheus, whose groups are at the top, and not a PrometheusRule",
                "put it into one: apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, "
                    + "metadata with a name and a namespace, and groups below spec");
        }

        var metadata = Metadata(document, source);
        var node = new ManifestNode(document, "", $"{source}: {metadata}");
        return (metadata.ApiVersion, metadata.Kind) switch
        {
            ("apps/v1", "Deployment") => WorkloadReader.Deployment(metadata, node["spec"].Required()),
            ("argoproj.io/v1alpha1", "Rollout") when node["spec"]["template"].Exists =>
                WorkloadReader.Rollout(metadata, node["spec"].Required()),
            ("v1", "Service") => NetworkReader.Service(metadata, node["spec"].Required()),
            ("networking.k8s.io/v1", "Ingress") => NetworkReader.Ingress(metadata, node["spec"].Required()),
            ("gateway.networking.k8s.io/v1" or "gateway.networking.k8s.io/v1beta1", "HTTPRoute") =>
                NetworkReader.HttpRoute(metadata, node["spec"].Required()),
            ("networking.k8s.io/v1", "NetworkPolicy") => NetworkReader.NetworkPolicy(metadata, node["spec"].Required()),
            ("policy/v1", "PodDisruptionBudget") => WorkloadReader.PodDisruptionBudget(metadata, node["spec"].Required()),
            ("autoscaling/v1" or "autoscaling/v2", "HorizontalPodAutoscaler") =>
                WorkloadReader.Autoscaler(metadata, node["spec"].Required()),
            ("monitoring.coreos.com/v1", "ServiceMonitor") => MonitoringReader.ServiceMonitor(metadata, node["spec"].Required()),
            ("monitoring.coreos.com/v1", "PodMonitor") => MonitoringReader.PodMonitor(metadata, node["spec"].Required()),
            ("v1", "ConfigMap" or "Secret") => ConfigurationReader.Configuration(metadata, node),
            ("monitoring.coreos.com/v1", "PrometheusRule") => MonitoringReader.PrometheusRule(metadata, node["spec"].Required()),
            _ => new OtherObject(metadata),
        };
    }

    public static ObjectMetadata Metadata(YamlNode document, string source) => ReadMetadata(new ManifestNode(document, "", source));

    public static LabelSelector Selector(ManifestNode node) => new(
        node["matchLabels"].Map,
        [.. node["matchExpressions"].Items.Select(Requirement)]);

    private static LabelRequirement Requirement(ManifestNode node) => new(node["key"].Text, node["operator"].Text, node["values"].Texts);

    private static ObjectMetadata ReadMetadata(ManifestNode node)
    {
        var metadata = node["metadata"].Required();
        return new ObjectMetadata(
            node["apiVersion"].Text,
            node["kind"].Text,
            metadata["namespace"].Exists ? Name(metadata["namespace"]) : null,
            Name(metadata["name"]),
            metadata["labels"].Map);
    }

    /// <summary>A name becomes a part of paths and of file names.</summary>
    private static string Name(ManifestNode node) => NameForm.IsMatch(node.Text)
        ? node.Text
        : throw node.Broken("it is not the name of an object", "write letters, digits, '-', '.' and ':', 253 at most");
}

/// <summary>Reads what leads to pods and what keeps others away.</summary>
internal static class NetworkReader
{
    public static Service Service(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        spec["selector"].Map,
        [.. spec["ports"].Items.Select(ServicePort)]);

    public static Ingress Ingress(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        [.. spec["rules"].Items.SelectMany(rule => rule["http"]["paths"].Items).Select(Path)],
        spec["defaultBackend"].Exists);

    public static HttpRoute HttpRoute(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        [
            .. from rule in spec["rules"].Items
               from path in RoutePaths(rule)
               from service in rule["backendRefs"].Items
               where (service["kind"].OptionalText ?? "Service") == "Service"
                   && (service["namespace"].OptionalText ?? metadata.Namespace) == metadata.Namespace
               select new IngressPath(path.Path, path.Type, service["name"].Text, service["port"].OptionalText),
        ]);

    public static NetworkPolicy NetworkPolicy(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["podSelector"]),
        spec["policyTypes"].Texts,
        spec["ingress"].Items.Any(rule => rule["from"].Items.Count == 0));

    private static ServicePort ServicePort(ManifestNode port) => new(
        port["name"].OptionalText,
        port["port"].Required().Integer!.Value,
        port["targetPort"].OptionalText ?? port["port"].Text);

    /// <summary>
    /// What a rule matches, as the service sees it: a filter may put another path in the place of the one that was asked.
    /// </summary>
    private static IEnumerable<(string Path, string Type)> RoutePaths(ManifestNode rule)
    {
        var rewrite = rule["filters"].Items.Select(filter => filter["urlRewrite"]["path"]).FirstOrDefault(path => path.Exists);
        if (rewrite?["replaceFullPath"].OptionalText is { } whole)
        {
            return [(whole, "Exact")];
        }

        if (rewrite?["replacePrefixMatch"].OptionalText is { } prefix)
        {
            return [(prefix.Length == 0 ? "/" : prefix, "Prefix")];
        }

        return rule["matches"].Items is { Count: > 0 } matches
            ? matches.Select(match => match["path"]).Select(path =>
                (path["value"].OptionalText ?? "/",
                path["type"].OptionalText switch { null or "PathPrefix" => "Prefix", var type => type }))
            : [("/", "Prefix")];
    }

    private static IngressPath Path(ManifestNode path)
    {
        var service = path["backend"]["service"];
        return new IngressPath(
            path["path"].OptionalText ?? "/",
            path["pathType"].Text,
            service["name"].OptionalText,
            service["port"]["name"].OptionalText ?? service["port"]["number"].OptionalText)
        {
            IsByName = service["port"]["name"].Exists,
        };
    }
}
