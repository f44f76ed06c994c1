using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Images;

/// <summary>JSON as the OCI specifications have it: read strictly, written the same way for the same value.</summary>
internal static class OciJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a document.</summary>
    /// <param name="content">UTF-8.</param>
    /// <param name="what">The document's name, for the message.</param>
    /// <exception cref="DeliveryException">It is not such a document.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content, Options) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            throw Unreadable(what, Untrusted.Shown(exception.Message), exception);
        }
    }

    /// <summary>A time as RFC 3339 has it, in UTC and to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes a document in UTF-8.</summary>
    public static byte[] Write<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);

    /// <summary>What is thrown when a document is not what it should be.</summary>
    public static DeliveryException Unreadable(string what, string why, Exception? cause = null) =>
        new($"{what} can't be read", why, "push the image anew: the registry or the cache holds something that is not an OCI image", cause);
}
