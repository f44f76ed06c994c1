using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Kubernetes.Charts;

/// <summary>The content of <c>build/charts.json</c>: every chart with its version.</summary>
/// <param name="Monitoring">The charts of the monitoring, in the order of their installation.</param>
public sealed record ChartCatalog(IReadOnlyList<Chart> Monitoring, Chart ArgoCd)
{
    /// <summary>All of them, in the order of their installation.</summary>
    public IReadOnlyList<Chart> All => [.. Monitoring, ArgoCd];

    /// <summary>Reads the file strictly: unknown, missing and repeated keys are errors.</summary>
    /// <exception cref="DeliveryException">The file is missing or not right; the message has the place.</exception>
    public static ChartCatalog Read(string path)
    {
        try
        {
            var catalog = JsonSerializer.Deserialize(SmallFile.Read(path), ChartCatalogJson.Default.ChartCatalog)
                ?? throw new JsonException("The file is null.");
            return catalog.All.FirstOrDefault(chart => chart?.IsSound != true) is { } wrong
                ? throw new JsonException(
                    $"The entry {Untrusted.Shown(wrong.ToString())} has a name, a version, an address or a path that is not valid.")
                : catalog.All.Contains(null!) ? throw new JsonException("An entry is null.") : catalog;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(
                $"{path} can't be used",
                ForeignJson.Explained(exception),
                $"correct the file, or `git checkout {Path.GetFileName(path)}`",
                exception);
        }
    }
}

/// <summary>A chart that the build installs, pinned.</summary>
/// <param name="Name">Its name in the repository.</param>
/// <param name="Repository">Where it is published: an <c>oci:</c> reference or the address of a chart repository.</param>
/// <param name="Release">The name of the release.</param>
/// <param name="Namespace">The namespace of the release.</param>
/// <param name="Values">The file of the values, from the repository's top.</param>
/// <param name="HasCrds">Whether it has CRDs in a folder <c>crds/</c>, which helm installs once and never upgrades.</param>
public sealed record Chart(
    string Name, string Version, Uri Repository, string Release, string Namespace, string Values, bool HasCrds)
{
    private static readonly Regex NameForm = new(@"\A[A-Za-z0-9]([A-Za-z0-9.+-]{0,98}[A-Za-z0-9])?\z");

    /// <summary>Name and version, as helm shows the chart of a release.</summary>
    public string Id => $"{Name}-{Version}";

    /// <summary>
    /// Whether each part is valid: a name and a version without a path in them, an address, and a path inside the repository.
    /// </summary>
    internal bool IsSound =>
        new[] { Name, Version, Release, Namespace }.All(part => NameForm.IsMatch(part))
        && Repository is { IsAbsoluteUri: true, Scheme: "https" or "http" or "oci", UserInfo.Length: 0 }
        && !Path.IsPathRooted(Values) && !Values.Contains("..", StringComparison.Ordinal) && Untrusted.IsPlain(Values);

    /// <summary>Where the chart comes from.</summary>
    /// <param name="mirror">A folder of archives, or the address of a mirror; null for where it is published.</param>
    public ChartSource Source(string? mirror) => mirror switch
    {
        null when Repository.Scheme == "oci" => new($"{Repository.ToString().TrimEnd('/')}/{Name}", Version, Repository: null),
        null => new(Name, Version, Repository),
        _ when mirror.StartsWith("oci://", StringComparison.Ordinal) => new($"{mirror.TrimEnd('/')}/{Name}", Version, Repository: null),
        _ when mirror.Contains("://", StringComparison.Ordinal) => new($"{mirror.TrimEnd('/')}/{Id}.tgz", Version: null, Repository: null),
        _ => new(Path.Combine(Path.GetFullPath(mirror), $"{Id}.tgz"), Version: null, Repository: null),
    };
}

/// <summary>Reads <see cref="ChartCatalog"/> strictly.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ChartCatalog))]
internal sealed partial class ChartCatalogJson : JsonSerializerContext;
