using System.Text.Json;

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
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, ChartCatalogJson.Default.ChartCatalog)
                ?? throw new JsonException("The file holds null.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(
                $"{path} can't be used", exception.Message, $"correct the file, or `git checkout {Path.GetFileName(path)}`", exception);
        }
    }
}
