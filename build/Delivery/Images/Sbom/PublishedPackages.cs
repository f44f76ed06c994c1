using System.Text.Json;
using GitOpsDemo.Delivery.Files;

namespace GitOpsDemo.Delivery.Images.Sbom;

/// <summary>The packages in what <c>dotnet publish</c> wrote, by its <c>*.deps.json</c>.</summary>
internal static class PublishedPackages
{
    private const string DigestPrefix = "sha512-";
    private const string RuntimePackPrefix = "runtimepack.";

    /// <summary>The packages, the runtime's own too, and the projects of the sources.</summary>
    /// <exception cref="DeliveryException">The file is missing, or is no such file.</exception>
    public static IReadOnlyList<SbomPackage> Read(string folder, string program)
    {
        try
        {
            using var document = JsonDocument.Parse(SmallFile.Read(Path.Combine(folder, $"{program}.deps.json")));
            return [.. document.RootElement.GetProperty("libraries").EnumerateObject().Select(Package)];
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception) || exception is IOException)
        {
            throw new DeliveryException(
                $"the packages of {folder} can't be listed", Untrusted.Shown(exception.Message), "run the task Publish again", exception);
        }
    }

    private static SbomPackage Package(JsonProperty library)
    {
        var (name, version) = library.Name.Split('/') is [var first, var second] ? (first, second) : throw new FormatException($"`{library.Name}` is no name/version");
        return library.Value.GetProperty("type").GetString() switch
        {
            "package" => new SbomPackage(name, version, Url(name, version), Digest(library.Value)),
            "runtimepack" => new SbomPackage(name[RuntimePackPrefix.Length..], version, Url(name[RuntimePackPrefix.Length..], version)),
            _ => new SbomPackage(name, version, Url: null),
        };
    }

    private static string Url(string name, string version) => $"pkg:nuget/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(version)}";

    private static string? Digest(JsonElement library) =>
        library.TryGetProperty("sha512", out var value) && value.GetString() is { } text && text.StartsWith(DigestPrefix, StringComparison.Ordinal)
            ? Convert.ToHexStringLower(Convert.FromBase64String(text[DigestPrefix.Length..]))
            : null;
}
