using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Images;

/// <summary>Reads and writes digests in manifests and configurations.</summary>
internal sealed class ImageDigestConverter : JsonConverter<ImageDigest>
{
    public override ImageDigest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ImageDigest.TryParse(reader.GetString(), out var digest) ? digest : throw new JsonException("not a sha256 digest");

    public override void Write(Utf8JsonWriter writer, ImageDigest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
