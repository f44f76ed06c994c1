using System.Text.Json;
using System.Text.Json.Serialization;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Delivery.Images;

/// <summary>The image that was pushed last, as later tasks and later builds find it in <c>artifacts/image.json</c>.</summary>
/// <param name="Source">What it was built from: the version and the builder. Another source means another image.</param>
/// <param name="Revision">The commit of the sources; null when there was none.</param>
public sealed record ImageRecord(string Source, string? Revision, ReportedImage Image)
{
    /// <summary>The reference with tag and digest.</summary>
    [JsonIgnore]
    public ImageReference Reference => ImageReference.Parse(Image.Reference);

    /// <summary>The key that it was signed with; null when it was not.</summary>
    public string? SignedWith { get; init; }

    /// <summary>Whether no signature is missing: a run that ended between push and signature leaves one to the next.</summary>
    /// <param name="key">The key that images are signed with; null when they are not.</param>
    public bool IsSignedWith(string? key) => key is null || key == SignedWith;

    /// <summary>Reads it; null when no image was pushed yet, or the file is damaged.</summary>
    public static ImageRecord? Load(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(SmallFile.Read(file), ImageRecordJson.Default.ImageRecord) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException)
        {
            // As good as none: the image is made again.
            return null;
        }
    }

    public void Save(string file) =>
        AtomicFile.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(this, ImageRecordJson.Default.ImageRecord));
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImageRecord))]
internal sealed partial class ImageRecordJson : JsonSerializerContext;
