using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>
/// ServiceMonitors that find something. What does not match here is not an error to Kubernetes: the pool is there and stays empty, or
/// Prometheus never hears of it.
/// </summary>
internal sealed class ScrapingRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        var services = manifests.All<Service>().ToList();
        var monitors = manifests.All<ServiceMonitor>().ToList();
        return monitors.SelectMany(monitor => CheckMonitor(monitor, services))
            .Concat(services.Where(service => !monitors.Any(monitor => monitor.Selects(service))).Select(service => new PolicyViolation(
                "service-not-monitored",
                $"{service}",
                "no ServiceMonitor selects it",
                "add one whose selector matches the Service's own labels (not the pods')")));
    }

    private static IEnumerable<PolicyViolation> CheckMonitor(ServiceMonitor monitor, List<Service> services)
    {
        if (monitor.Metadata.Labels.GetValueOrDefault("release") != ManifestPolicy.MonitoringRelease)
        {
            yield return new("monitor-release-label", $"{monitor}", "it lacks the label by which Prometheus chooses ServiceMonitors", $"set the label release: {ManifestPolicy.MonitoringRelease}");
        }

        if (monitor.Endpoints.Count == 0)
        {
            yield return new("monitor-endpoints", $"{monitor}", "it has no endpoints", "add an endpoint with the Service's port name");
        }

        var selected = services.Where(monitor.Selects).ToList();
        if (selected.Count == 0)
        {
            yield return new("monitor-selector", $"{monitor}", $"its selector ({monitor.Selector}) chooses no Service of the overlay", "select by labels that the Service itself has");
        }

        foreach (var endpoint in monitor.Endpoints)
        {
            if (selected.Any(service => !service.Ports.Any(port => Leads(endpoint, port))))
            {
                yield return new(
                    "monitor-port",
                    $"{monitor}",
                    $"it scrapes port '{endpoint.Port ?? endpoint.TargetPort}', and {selected[0]} has {string.Join(", ", selected[0].Ports.Select(port => $"'{port.Name}'"))}",
                    "name the Service's port, not its number");
            }

            if (endpoint.ScrapeTimeout > endpoint.Interval)
            {
                yield return new(
                    "scrape-timeout",
                    $"{monitor}",
                    $"its scrapeTimeout {PrometheusDuration.Format(endpoint.ScrapeTimeout.Value)} is longer than its interval {PrometheusDuration.Format(endpoint.Interval.Value)}: the operator refuses it",
                    "shorten scrapeTimeout");
            }
        }
    }

    private static bool Leads(ServiceMonitorEndpoint endpoint, ServicePort port) =>
        endpoint.Port is null ? endpoint.TargetPort == port.TargetPort : endpoint.Port == port.Name;
}
