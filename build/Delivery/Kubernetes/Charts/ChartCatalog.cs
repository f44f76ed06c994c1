using System.Text.Json;
using GitOpsDemo.Delivery.Files;

namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>The content of <c>build/charts.json</c>: every chart with its version.</summary>
/// <param name="Monitoring">The charts of the monitoring, in the order of their installation.</param>
/// <param name="ArgoCd">Argo CD.</param>
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
                ?? throw new JsonException("The file holds null.");
            return catalog.All.FirstOrDefault(chart => chart?.IsSound != true) is { } wrong
                ? throw new JsonException($"The entry {Untrusted.Shown(wrong.ToString())} has a name, a version, an address or a path that is none.")
                : catalog.All.Contains(null!) ? throw new JsonException("An entry is null.") : catalog;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(
                $"{path} can't be used", Untrusted.Shown(exception.Message), $"correct the file, or `git checkout {Path.GetFileName(path)}`", exception);
        }
    }
}
