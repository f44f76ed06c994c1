using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab.Agent;

/// <summary>Writes what the agent's page shows of the lab.</summary>
/// <param name="service">The service that the lab is for.</param>
/// <param name="environments">The environments, in the order in which an image is promoted.</param>
/// <param name="services">Where the servers are.</param>
internal sealed class LabPage(LabPaths paths, DeliveredService service, IReadOnlyList<string> environments, LabServices services)
{
    /// <summary>The faults of src/GitOpsDemo.Api, by which a person sees an alert come and go. Other services answer 404.</summary>
    private static readonly AgentFault[] Faults =
    [
        Planned("errors", "Half of the answers are errors", """{"errorRate":0.5}"""),
        Planned("slow", "Every answer takes a second", """{"delayMilliseconds":1000}"""),
        new("unready", "One replica takes no traffic", new("POST", "/ready/disable"), new("POST", "/ready/enable"))
        {
            IsOfOneReplica = true,
        },
    ];

    private readonly LabManifests _manifests = new(paths);

    private string PagePath => Path.Combine(paths.Agent, AgentPage.FileName);

    /// <summary>Where a person opens it; null while the agent does not run.</summary>
    public Uri? Address => services.Find(LabAgentService.Name) is not null
        && LabState.Load(paths).Urls.TryGetValue(LabAgentService.Page, out var address) ? new(address) : null;

    /// <summary>Shows the lab as it is now, and the same dashboards as before.</summary>
    public void Refresh() => Write(Shown());

    public void Show(IReadOnlyList<Dashboard> dashboards) =>
        Write([.. dashboards.Select(dashboard => JsonSerializer.Deserialize(dashboard.Text, AgentJson.Default.JsonElement))]);

    private void Write(IReadOnlyList<JsonElement> dashboards)
    {
        var page = new AgentPage
        {
            Service = service.Name,
            Order = environments,
            Environments =
            [
                .. LabState.Load(paths).Environments.Select(
                    live => new AgentEnvironment(live.Key, live.Value.Namespace, live.Value.Commit, live.Value.Image)),
            ],
            Prometheus = services.Find(LabMonitoring.Prometheus),
            Alertmanager = services.Find(LabMonitoring.Alertmanager),
            Loki = services.Find(LabLoki.Name),
            Grafana = services.Find(LabGrafana.Name),
            ScrapeSeconds = _manifests.All().Values
                .SelectMany(live => live.All<ServiceMonitor>())
                .SelectMany(monitor => monitor.Endpoints)
                .Select(endpoint => endpoint.Interval ?? PrometheusConfiguration.DefaultInterval)
                .DefaultIfEmpty(PrometheusConfiguration.DefaultInterval)
                .Max().TotalSeconds,
            Dashboards = dashboards,
            Faults = Faults,
        };
        AtomicFile.WriteIfChanged(PagePath, JsonSerializer.Serialize(page, AgentJson.Default.AgentPage));
    }

    private IReadOnlyList<JsonElement> Shown()
    {
        try
        {
            return File.Exists(PagePath)
                ? JsonSerializer.Deserialize(SmallFile.Read(PagePath), AgentJson.Default.AgentPage)?.Dashboards ?? []
                : [];
        }
        catch (JsonException)
        {
            // Another version of the build has written it: the next ApplyDashboards writes them again.
            return [];
        }
    }

    private static AgentFault Planned(string name, string title, string plan) =>
        new(name, title, new("PUT", "/faults/plan", plan), new("PUT", "/faults/plan", "{}"));
}
