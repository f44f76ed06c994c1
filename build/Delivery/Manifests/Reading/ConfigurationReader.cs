using System.Text;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads ConfigMaps and Secrets, and what refers to them.</summary>
internal static class ConfigurationReader
{
    /// <summary>A Secret's <c>data</c> is base64, its <c>stringData</c> is text and wins; a ConfigMap's are the other way round.</summary>
    public static Configuration Configuration(ObjectMetadata metadata, ManifestNode node)
    {
        var isSecret = metadata.Kind == "Secret";
        var (texts, encoded) = (node[isSecret ? "stringData" : "data"], node[isSecret ? "data" : "binaryData"]);
        var values = encoded.Map.ToDictionary(pair => pair.Key, pair => Decoded(encoded[pair.Key], pair.Value));
        foreach (var (key, text) in texts.Map)
        {
            values[key] = Encoding.UTF8.GetBytes(text);
        }

        return new(metadata, values) { BinaryKeys = isSecret ? [] : [.. encoded.Keys] };
    }

    public static ConfigurationReference Reference(string kind, ManifestNode node, string nameField = "name") =>
        new(kind, node[nameField].Text, node["optional"].Boolean ?? false);

    private static byte[] Decoded(ManifestNode node, string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw node.Broken(
                "it is not base64", "encode it with base64, or write it as text: stringData of a Secret, data of a ConfigMap");
        }
    }
}
