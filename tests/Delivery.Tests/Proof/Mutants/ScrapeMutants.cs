using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>
/// Prometheus does not find the replicas, or can't read them; a replica is not what it should be. Prometheus takes new targets over in
/// steps of five seconds: each fault is made in a namespace of its own, all of them at once.
/// </summary>
internal static class ScrapeMutants
{
    private const string Pool = "the pool";
    private const string Service = "kind: Service\nmetadata:\n  labels:\n    app: ";
    private static readonly string[] Both = ["gitops-demo-a", "gitops-demo-b"];

    public static IEnumerable<Mutant> All() => [.. Scraped(), .. OfReplicas()];

    private static IEnumerable<Mutant> Scraped()
    {
        (string Name, string Check, string Named, ScrapedNamespace Made)[] faults =
        [
            Endpoint("asks for another port", Pool, "found 0 and 2 dropped", endpoint => endpoint with { Port = "web" }),
            Endpoint(
                "asks for another path",
                "targets/gitops-demo-a",
                "path: expected /metrics, found /nothing",
                endpoint => endpoint with { Path = "/nothing" }),
            Endpoint(
                "gives up at once",
                "targets/gitops-demo-a",
                "scrapeTimeout: expected 2 s, found 0.001 s",
                endpoint => endpoint with { ScrapeTimeout = TimeSpan.FromMilliseconds(1) }),
            Endpoint("asks by https", "targets/gitops-demo-a", "is down", endpoint => endpoint with { Scheme = "https" }),
            Monitor(
                "selects another label",
                Pool,
                "app=gitops-demo",
                monitor => monitor with { Selector = LabelSelector.ByLabels(new Dictionary<string, string> { ["app"] = "other" }) }),
            Monitor(
                "is of another name",
                Pool,
                "Prometheus was not given",
                monitor => monitor with { Metadata = monitor.Metadata with { Name = "other" } }),
            Monitor(
                "is of another namespace",
                Pool,
                "Prometheus was not given",
                monitor => monitor with { Metadata = monitor.Metadata with { Namespace = "other" } }),
            Monitor("allows few samples", "targets/gitops-demo-a", "sample limit", monitor => monitor with { SampleLimit = 10 }),
            Monitor("asks nothing", Pool, "Prometheus was not given", monitor => monitor with { Endpoints = [] }),
            (
                "the Service has another label",
                Pool,
                "has app=other",
                new(Services: text => text.Replace($"{Service}gitops-demo\n", $"{Service}other\n", StringComparison.Ordinal))),
            (
                "the port of the Service has another name",
                Pool,
                "is named web",
                new(
                    Services: text =>
                        text.Replace("  - name: http\n    port: 80\n", "  - name: web\n    port: 80\n", StringComparison.Ordinal))),
            ("a replica is not discovered", Pool, "expected 2 targets, found 1", new(Pods: ["gitops-demo-a"])),
            (
                "a replica of before is discovered still",
                "targets/gitops-demo-old",
                "gitops-demo-old",
                new(Pods: ["gitops-demo-a", "gitops-demo-old"])),
        ];
        var spaces = faults.Select((fault, index) => ($"scrape-{index}", fault.Made)).ToList();
        return faults.Select((fault, index) => new Mutant(
            fault.Name,
            fault.Check == Pool ? $"targets/serviceMonitor/scrape-{index}/gitops-demo/0" : fault.Check,
            fault.Named,
            lab => index == 0 ? lab.ScrapeAsync(spaces) : Task.CompletedTask,
            lab => lab.ProveTargetsAsync(live: lab.Live with { Manifests = ManifestsIn($"scrape-{index}") })));
    }

    private static IEnumerable<Mutant> OfReplicas()
    {
        yield return new("a replica runs an old digest", "replicas/gitops-demo-b", "sha256:old", _ => Task.CompletedTask, lab =>
        {
            var replicas = lab.Live.Replicas.ToList();
            replicas[1] = replicas[1] with { Image = "localhost:5000/gitops-demo@sha256:old" };
            return lab.ProveTargetsAsync(live: lab.Live with { Replicas = replicas });
        });
        yield return new(
            "the evaluation is stale", "rules/HighErrorRate", "missed its evaluations", _ => Task.CompletedTask,
            lab => lab.ProveRulesAsync(new QuickTime(TimeSpan.FromHours(1))));
        yield return new(
            "a replica is dead", "replicas/gitops-demo-b", "has ended", lab => lab.KillReplicaAsync(), lab => lab.ProveTargetsAsync());
    }

    private static (string, string, string, ScrapedNamespace) Endpoint(
        string name, string check, string named, Func<MonitorEndpoint, MonitorEndpoint> change) =>
        Monitor(name, check, named, monitor => monitor with { Endpoints = [.. monitor.Endpoints.Select(change)] });

    private static (string, string, string, ScrapedNamespace) Monitor(
        string name, string check, string named, Func<ServiceMonitor, ServiceMonitor> change) =>
        ($"the ServiceMonitor {name}", check, named, new(Monitor: change));

    private static string ManifestsIn(string space) => Healthy.With(HealthyLab.Space, space, everywhere: true);

    /// <summary>How a namespace differs from the healthy one.</summary>
    internal sealed record ScrapedNamespace(
        Func<ServiceMonitor, ServiceMonitor>? Monitor = null, Func<string, string>? Services = null, IReadOnlyList<string>? Pods = null)
    {
        public ServiceMonitor MonitorIn(string space) =>
            (Monitor ?? (same => same))(ManifestSet.Parse(ManifestsIn(space), space).Only<ServiceMonitor>());

        public ManifestSet ServicesIn(string space) => ManifestSet.Parse((Services ?? (same => same))(ManifestsIn(space)), space);

        public IReadOnlyList<string> PodsOrBoth => Pods ?? Both;
    }
}
