using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Report.Doctor;
using GitOpsDemo.Kubernetes.Charts;

namespace GitOpsDemo.Kubernetes;

/// <summary>A chart in its version, where it is published or mirrored.</summary>
/// <param name="mirror">As <c>--charts-from</c>; null for where it is published.</param>
/// <param name="registry">Asks for charts in registries.</param>
/// <param name="http">Asks for charts on web servers.</param>
public sealed class ChartRequirement(Chart chart, string? mirror, RegistryClient registry, HttpClient http) : IRequirement
{
    private const string Remedy = "check whether this computer reaches it, or name a mirror or a folder with --charts-from";

    private readonly ChartSource _source = chart.Source(mirror);

    public string Name => $"chart {chart.Name}";

    public string Needs => $"{chart.Version} (build/charts.json)";

    private string Place => _source.Repository?.ToString() ?? _source.Chart;

    public async Task<string> FindAsync(CancellationToken cancellationToken) =>
        Place.StartsWith("oci://", StringComparison.Ordinal) ? await InRegistryAsync(cancellationToken)
        : Place.Contains("://", StringComparison.Ordinal) ? await OnWebServerAsync(cancellationToken)
        : File.Exists(Place) ? Place
        : throw Missing($"{Place} is not there");

    private async Task<string> InRegistryAsync(CancellationToken cancellationToken)
    {
        // A chart's version may hold a '+', which a tag can't (https://helm.sh/docs/topics/registries/).
        var reference = ImageReference.Parse($"{Place["oci://".Length..]}:{_source.Version?.Replace('+', '_')}");
        return await registry.ResolveAsync(reference, cancellationToken) is not null ? $"it at {reference}" : throw Missing(
            $"{reference} is not there");
    }

    /// <summary>An archive itself; of a repository its index, without reading the megabytes that it can have.</summary>
    private async Task<string> OnWebServerAsync(CancellationToken cancellationToken)
    {
        var address = _source.Repository is null ? new Uri(Place) : new Uri($"{Place.TrimEnd('/')}/index.yaml");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? $"{address}" : throw Missing($"{address} answers {(int)response.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            throw Missing($"{address.Host} does not answer: {exception.Message}", exception);
        }
    }

    private DeliveryException Missing(string why, Exception? cause = null) => new($"chart {chart.Id} is missing", why, Remedy, cause);
}

/// <summary>The cluster: its context is in the kubeconfig, its API answers, and in a version that is supported.</summary>
public sealed class ClusterRequirement(string context, Preflight preflight) : IRequirement
{
    public string Name => $"cluster {context}";

    public string Needs => $"Kubernetes {Preflight.Oldest} or newer, answering";

    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var version = await preflight.VersionAsync(cancellationToken);
        return version.Client is { } client
            ? $"Kubernetes {version.Name}, asked by kubectl {client}{(version.Supports(client) ? "" : ", which it does not support")}"
            : $"Kubernetes {version.Name}";
    }
}

/// <summary>What the user of the context has to be allowed for a Deploy.</summary>
public sealed class RightsRequirement(Preflight preflight, ClusterSettings settings) : IRequirement
{
    private IReadOnlyList<ResourceAccess> Wanted =>
        [.. settings.UsesExistingMonitoring ? [] : RequiredAccess.Monitoring, .. RequiredAccess.Rules, .. RequiredAccess.Delivery];

    public string Name => "rights in the cluster";

    public string Needs =>
        $"{Wanted.Count} accesses, to {(settings.UsesExistingMonitoring ? "" : "install charts, ")}apply rules and notify Argo CD";

    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(Wanted, cancellationToken);
        return "all of them";
    }
}
