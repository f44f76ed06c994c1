using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads one document into the record of its kind.</summary>
internal static partial class ManifestReader
{
    public static ManifestObject Read(YamlNode document, string source)
    {
        var metadata = Metadata(document, source);
        var node = new ManifestNode(document, "", $"{source}: {metadata}");
        return (metadata.ApiVersion, metadata.Kind) switch
        {
            ("apps/v1", "Deployment") => WorkloadReader.Deployment(metadata, node["spec"].Required()),
            ("v1", "Service") => NetworkReader.Service(metadata, node["spec"].Required()),
            ("networking.k8s.io/v1", "Ingress") => NetworkReader.Ingress(metadata, node["spec"].Required()),
            ("networking.k8s.io/v1", "NetworkPolicy") => NetworkReader.NetworkPolicy(metadata, node["spec"].Required()),
            ("policy/v1", "PodDisruptionBudget") => WorkloadReader.PodDisruptionBudget(metadata, node["spec"].Required()),
            ("monitoring.coreos.com/v1", "ServiceMonitor") => MonitoringReader.ServiceMonitor(metadata, node["spec"].Required()),
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
    private static string Name(ManifestNode node) => NameForm().IsMatch(node.Text)
        ? node.Text
        : throw node.Broken("it is no name of an object", "write letters, digits, '-', '.' and ':', 253 at most");

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._:-]{0,251}[A-Za-z0-9])?\z")]
    private static partial Regex NameForm();
}
