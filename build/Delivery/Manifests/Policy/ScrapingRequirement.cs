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
            yield return new(
                "monitor-release-label",
                $"{monitor}",
                "it lacks the label by which Prometheus chooses ServiceMonitors",
                $"set the label release: {ManifestPolicy.MonitoringRelease}");
        }

        if (monitor.Endpoints.Count == 0)
        {
            yield return new("monitor-endpoints", $"{monitor}", "it has no endpoints", "add an endpoint with the Service's port name");
        }

        var selected = services.Where(monitor.Selects).ToList();
        if (selected.Count == 0)
        {
            yield return new(
                "monitor-selector",
                $"{monitor}",
                $"its selector ({monitor.Selector}) chooses no Service of the overlay",
                "select by labels that the Service itself has");
        }

        foreach (var violation in monitor.Endpoints.SelectMany(endpoint => CheckEndpoint(monitor, endpoint, selected)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<PolicyViolation> CheckEndpoint(
        ServiceMonitor monitor, ServiceMonitorEndpoint endpoint, List<Service> selected)
    {
        if (selected.FirstOrDefault(service => !service.Ports.Any(port => Leads(endpoint, port))) is { } without)
        {
            var names = string.Join(", ", without.Ports.Select(port => $"'{port.Name}'"));
            yield return new(
                "monitor-port",
                $"{monitor}",
                $"it scrapes port '{endpoint.Port ?? endpoint.TargetPort}', and {without} has {names}",
                "name the Service's port, not its number");
        }

        if (endpoint is { ScrapeTimeout: { } timeout, Interval: { } interval } && timeout > interval)
        {
            yield return new(
                "scrape-timeout",
                $"{monitor}",
                $"its scrapeTimeout {PrometheusDuration.Format(timeout)} exceeds its interval {PrometheusDuration.Format(interval)}",
                "shorten scrapeTimeout, or the operator refuses the object");
        }
    }

    private static bool Leads(ServiceMonitorEndpoint endpoint, ServicePort port) =>
        endpoint.Port is null ? endpoint.TargetPort == port.TargetPort : endpoint.Port == port.Name;
}
