namespace GitOpsDemo.Cluster.Tests;

/// <summary>A clone and the cluster that it is delivered to. At the end the cluster is as it was found.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private IReadOnlyDictionary<string, int> _releases = new Dictionary<string, int>();

    internal GivenCluster Cluster { get; } = new(GivenCluster.Given);

    internal ServiceClone Clone { get; private set; } = null!;

    /// <summary>Whether the monitoring was there already.</summary>
    internal bool HadMonitoring => _releases.ContainsKey("prometheus");

    public async Task InitializeAsync()
    {
        if (GivenCluster.Given.Count > 0)
        {
            _releases = await Cluster.ReleasesAsync();
            Clone = await ServiceClone.MakeAsync(Cluster);
            await Clone.PushBranchAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (Clone is null)
        {
            return;
        }

        await RemoveOursAsync();
        await (HadMonitoring ? PutBackAsync() : Clone.BuildAsync(_ => { }, "--target=Uninstall", "--yes"));
        await Clone.RemoveBranchAsync();
        Clone.Dispose();
    }

    /// <summary>The ApplicationSet first: it would make again what is removed.</summary>
    private async Task RemoveOursAsync()
    {
        var kinds = await Cluster.KubectlAsync("get", "customresourcedefinitions", "--output", "name");
        foreach (var kind in (string[])["applicationsets", "applications", "appprojects"])
        {
            if (kinds.Contains($"{kind}.argoproj.io", StringComparison.Ordinal))
            {
                await DeleteAsync($"{kind}.argoproj.io", "argocd");
            }
        }

        if (kinds.Contains("prometheusrules.monitoring.coreos.com", StringComparison.Ordinal))
        {
            await DeleteAsync("prometheusrules.monitoring.coreos.com", "monitoring");
        }

        await DeleteAsync("configmaps", "monitoring");
        await DeleteAsync("namespaces", "");
    }

    /// <summary>Deletes what is named after the service.</summary>
    private async Task DeleteAsync(string kind, string ns)
    {
        var names = (await Cluster.ListAsync(kind, "--namespace", ns)).Select(found => (string)found["metadata"]!["name"]!);
        foreach (var name in names.Where(name => name.Contains(ServiceClone.Service, StringComparison.Ordinal)))
        {
            await Cluster.KubectlAsync("--namespace", ns, "delete", kind, name, "--wait=false");
        }
    }

    /// <summary>The values of the monitoring name the service that it serves: those that were found are put back.</summary>
    private async Task PutBackAsync()
    {
        var now = await Cluster.ReleasesAsync();
        foreach (var (release, revision) in _releases.Where(found => now.TryGetValue(found.Key, out var current) && current != found.Value))
        {
            await Cluster.HelmAsync("rollback", release, $"{revision}");
        }
    }
}
