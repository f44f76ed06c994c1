using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>
/// ServiceMonitors that find something. What does not match here is not an error to Kubernetes: the pool is there and stays empty, or
/// Prometheus never sees it.
/// </summary>
internal sealed class ScrapingRequirement(PolicySettings settings) : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        var services = manifests.All<Service>().ToList();
        var monitors = manifests.All<ServiceMonitor>().ToList();
        var deployments = manifests.All<Deployment>().ToList();
        var forgotten = services.Where(service =>
            !monitors.Any(monitor => monitor.Selects(service)) && !IsScrapedByPods(service, manifests));
        return monitors.SelectMany(monitor => CheckMonitor(monitor, services, deployments))
            .Concat(manifests.All<PodMonitor>().SelectMany(monitor => CheckMonitor(monitor, deployments)))
            .Concat(forgotten.Select(service => new PolicyViolation(
                "service-not-monitored",
                $"{service}",
                "no ServiceMonitor selects it",
                "add one whose selector matches the Service's own labels (not the pods')")));
    }

    /// <summary>Whether a PodMonitor has every pod that the Service leads to.</summary>
    private static bool IsScrapedByPods(Service service, ManifestSet manifests)
    {
        var behind = manifests.All<Deployment>().Where(deployment => service.Selects(deployment.Template.Labels)).ToList();
        return behind.Count > 0 && behind.TrueForAll(deployment => manifests.All<PodMonitor>().Any(monitor => monitor.Selects(deployment)));
    }

    private IEnumerable<PolicyViolation> CheckMonitor(PodMonitor monitor, List<Deployment> deployments)
    {
        if (ReleaseLabel(monitor) is { } missing)
        {
            yield return missing;
        }

        if (!deployments.Exists(monitor.Selects))
        {
            yield return new(
                "monitor-selector",
                $"{monitor}",
                $"its selector ({monitor.Selector}) chooses no pod of the overlay",
                "select by labels that the pods have");
        }

        if (monitor.Endpoints.Count == 0)
        {
            yield return new(
                "monitor-endpoints", $"{monitor}", "it has no podMetricsEndpoints", "add an endpoint with the name of the pods' port");
        }

        var ports = deployments.Where(monitor.Selects)
            .SelectMany(deployment => deployment.Template.Containers)
            .SelectMany(container => container.Ports)
            .ToList();
        foreach (var port in monitor.Endpoints.Select(endpoint => endpoint.Port ?? endpoint.TargetPort ?? ""))
        {
            if (ports.Count > 0 && !ports.Exists(own => own.Name == port || $"{own.Number}" == port))
            {
                yield return new(
                    "monitor-port",
                    $"{monitor}",
                    $"it scrapes port '{port}', which no container of the pods declares",
                    "name a port of the container in port, by its name");
            }
        }
    }

    private PolicyViolation? ReleaseLabel(ManifestObject monitor) =>
        monitor.Metadata.Labels.GetValueOrDefault("release") == settings.MonitoringRelease ? null : new(
            "monitor-release-label",
            $"{monitor}",
            $"it lacks the label by which Prometheus chooses {monitor.Metadata.Kind}s",
            $"set the label release: {settings.MonitoringRelease}, or name the cluster's own with monitoringRelease in the settings file");

    private IEnumerable<PolicyViolation> CheckMonitor(ServiceMonitor monitor, List<Service> services, List<Deployment> deployments)
    {
        if (ReleaseLabel(monitor) is { } missing)
        {
            yield return missing;
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

        foreach (var violation in monitor.Endpoints.SelectMany(endpoint => CheckEndpoint(monitor, endpoint, selected, deployments)))
        {
            yield return violation;
        }
    }

    private static IEnumerable<PolicyViolation> CheckEndpoint(
        ServiceMonitor monitor, MonitorEndpoint endpoint, List<Service> selected, List<Deployment> deployments)
    {
        if (endpoint.Port is { } name && selected.FirstOrDefault(service => service.Ports.All(port => port.Name != name)) is { } without)
        {
            var names = string.Join(", ", without.Ports.Select(port => $"'{port.Name}'"));
            yield return new(
                "monitor-port",
                $"{monitor}",
                $"it scrapes port '{name}', and {without} has {names}",
                "name the Service's port, not its number");
        }

        if (endpoint.Port is null
            && selected.FirstOrDefault(service => !HasTarget(service, endpoint.TargetPort, deployments)) is { } unnamed)
        {
            yield return new(
                "monitor-port",
                $"{monitor}",
                $"it scrapes target port '{endpoint.TargetPort}', which no container behind {unnamed} declares",
                "name a port of the container in targetPort, by its name or number, or the Service's port in port");
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

    /// <summary>To the operator a target port is the pod's, whether a Service leads to it or not.</summary>
    private static bool HasTarget(Service service, string? target, List<Deployment> deployments) => deployments.Exists(deployment =>
        service.Selects(deployment.Template.Labels)
        && deployment.Template.Containers.Any(container => container.Ports.Any(port => port.Name == target || $"{port.Number}" == target)));
}

/// <summary>Alerts that Prometheus takes and that tell a person what to do.</summary>
internal sealed class AlertRequirement(PolicySettings settings) : IManifestRequirement
{
    private static readonly string[] Annotations = ["summary", "description", "runbook_url"];

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        manifests.All<PrometheusRule>().SelectMany(rules => CheckObject(rules)
            .Concat(Alerts(rules).SelectMany(alert => CheckAlert(rules, alert))));

    private IEnumerable<PolicyViolation> CheckObject(PrometheusRule rules)
    {
        if (rules.Metadata.Labels.GetValueOrDefault("release") != settings.MonitoringRelease)
        {
            yield return new(
                "rule-release-label",
                $"{rules}",
                "it lacks the label by which Prometheus chooses PrometheusRules: it would never be loaded",
                $"set the label release: {settings.MonitoringRelease}, or name the cluster's own with monitoringRelease in the "
                    + "settings file");
        }

        foreach (var name in Repeated(rules.Groups.Select(group => group.Name)))
        {
            yield return new("group-name", $"{rules}", $"group {name} is there more than once", "give each group its own name");
        }

        foreach (var name in Repeated(Alerts(rules).Select(alert => alert.Name)))
        {
            yield return new("alert-name", $"{rules}", $"alert {name} is there more than once", "give each alert its own name");
        }

        foreach (var group in rules.Groups.Where(group => group.Rules.Count == 0))
        {
            yield return new("group-empty", $"{rules}, group {group.Name}", "it has no rules", "add a rule, or remove the group");
        }
    }

    private IEnumerable<PolicyViolation> CheckAlert(PrometheusRule rules, Rule rule)
    {
        var place = $"{rules}, alert {rule.Alert}";
        var severity = rule.Labels.GetValueOrDefault("severity");
        if (!settings.Severities.Contains(severity))
        {
            yield return new(
                "alert-severity",
                place,
                $"its severity is '{severity}'",
                $"set the label severity to one of {string.Join(", ", settings.Severities)}, or name yours with severities in the "
                    + "settings file");
        }

        foreach (var annotation in Annotations.Where(name => string.IsNullOrWhiteSpace(rule.Annotations.GetValueOrDefault(name))))
        {
            yield return new("alert-annotation", place, $"it has no {annotation}", $"add the annotation {annotation}");
        }

        if (rule.Annotations.TryGetValue("runbook_url", out var url) && !Uri.IsWellFormedUriString(url, UriKind.Absolute))
        {
            yield return new(
                "alert-runbook",
                place,
                $"its runbook_url '{url}' is not a URL",
                "give the absolute URL of its page in docs/runbooks");
        }
    }

    private static IEnumerable<Rule> Alerts(PrometheusRule rules) =>
        rules.Groups.SelectMany(group => group.Rules).Where(rule => rule.Alert is not null);

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);
}
