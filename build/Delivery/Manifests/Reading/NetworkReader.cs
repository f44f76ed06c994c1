using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Reading;

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

    public static NetworkPolicy NetworkPolicy(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["podSelector"]),
        spec["policyTypes"].Texts,
        spec["ingress"].Items.Any(rule => rule["from"].Items.Count == 0));

    private static ServicePort ServicePort(ManifestNode port) => new(
        port["name"].OptionalText,
        port["port"].Required().Integer!.Value,
        port["targetPort"].OptionalText ?? port["port"].Text);

    private static IngressPath Path(ManifestNode path)
    {
        var service = path["backend"]["service"];
        return new IngressPath(
            path["path"].OptionalText ?? "/",
            path["pathType"].Text,
            service["name"].OptionalText,
            service["port"]["name"].OptionalText ?? service["port"]["number"].OptionalText);
    }
}
