using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Manifests.Reading;
using YamlDotNet.Serialization;

namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>Reads YAML as the JSON that helm makes of it: plain scalars become numbers and truth values, quoted ones stay text.</summary>
internal static class YamlToJson
{
    private static readonly IDeserializer Reader = new DeserializerBuilder().WithDuplicateKeyChecking().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    /// <summary>Reads a file whose top is a mapping.</summary>
    /// <exception cref="DeliveryException">It can't be read, or is something else.</exception>
    public static JsonObject ReadFile(string path)
    {
        try
        {
            return JsonNode.Parse(Writer.Serialize(Reader.Deserialize<object>(YamlDocuments.Parser(YamlDocuments.ReadFile(path))))) as JsonObject
                ?? throw new JsonException("its top is no mapping");
        }
        catch (Exception exception) when (exception is JsonException || YamlDocuments.IsOfContent(exception))
        {
            throw new DeliveryException($"{path} can't be used", Untrusted.Shown(exception.Message), "mend the file", exception);
        }
    }
}
