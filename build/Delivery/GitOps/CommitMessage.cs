using System.Text;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>A commit's message: a subject, and trailers that programs read (<c>git interpret-trailers</c>).</summary>
/// <param name="Subject">One line.</param>
/// <param name="Trailers">Keys and values; a key may come more than once.</param>
public sealed record CommitMessage(string Subject, IReadOnlyList<KeyValuePair<string, string>> Trailers)
{
    /// <summary>The message as git takes it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(OneLine(Subject)).Append('\n');
        if (Trailers.Count > 0)
        {
            text.Append('\n');
        }

        foreach (var (key, value) in Trailers)
        {
            text.Append(key).Append(": ").Append(OneLine(value)).Append('\n');
        }

        return text.ToString();
    }

    private static string OneLine(string value) => string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What the commits of a deployment have in common.</summary>
internal static class DeployTrailers
{
    /// <summary>The key under which a rollback names the digest that it took away.</summary>
    public const string RolledBack = "Rolled-Back";

    public static IEnumerable<KeyValuePair<string, string>> Of(string environment, ImageEntry image) =>
    [
        .. Known("Image", (image with { Digest = null }).ToString()),
        .. Known("Digest", image.Digest),
        .. Known("Environment", environment),
    ];

    /// <summary>A trailer, where its value is known.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Known(string key, string? value) => value is null ? [] : [new(key, value)];

    /// <summary>Such as <c>gitops-demo 1.4.0</c>.</summary>
    public static string Name(ImageEntry image) => $"{image.Name} {image.NewTag}".TrimEnd();
}

/// <summary>Asks for the signature of an image that is about to be written into an overlay again.</summary>
internal static class EntrySignature
{
    /// <summary>Makes sure that the image is signed, where the settings require it.</summary>
    /// <param name="signing">Knows whose signature counts.</param>
    /// <param name="image">The entry, with its digest.</param>
    /// <exception cref="DeliveryException">It is not, or the entry names no registry to look in.</exception>
    public static Task VerifyAsync(this ImageSigning signing, ImageEntry image, CancellationToken cancellationToken) =>
        signing.Verifies ? signing.VerifyAsync(ImageReference.Parse($"{image}"), cancellationToken) : Task.CompletedTask;
}
