using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>The service, or an exporter, says something else: a metric has another name, a label is missing, a unit is wrong.</summary>
internal static class PageMutants
{
    private static readonly Regex Status = new(",?status=\"[^\"]*\"");
    private static readonly Regex Bound = new("le=\"(?<bound>[0-9.]+)\"");

    private static readonly string[] OfRules =
    [
        "http_requests_total", "http_request_duration_seconds", "kube_pod_status_ready", "kube_pod_status_phase",
        "kube_pod_container_resource_limits",
        "kube_deployment_spec_replicas", "container_memory_working_set_bytes",
    ];

    public static IEnumerable<Mutant> All() =>
    [
        .. OfRules.Select(metric =>
            Changed(
                $"{metric} has another name",
                $"series/{metric}",
                $"nothing that Prometheus scrapes exposes {metric}",
                page => page.Replace(metric, metric + "_v2", StringComparison.Ordinal))),
        Changed("requests have no status", "series/http_requests_total", "status!=\"\"", page => Status.Replace(page, "")),
        Changed(
            "requests have no route",
            "series/http_requests_total",
            "endpoint!=\"\"",
            page => page.Replace("endpoint=", "path=", StringComparison.Ordinal)),
        Changed(
            "readiness is said in other words",
            "series/kube_pod_status_ready",
            "condition=\"true\"",
            page => page.Replace("condition=\"true\"", "condition=\"yes\"", StringComparison.Ordinal)),
        Changed(
            "memory is called otherwise",
            "series/kube_pod_container_resource_limits",
            "resource=\"memory\"",
            page => page.Replace("resource=\"memory\"", "resource=\"ram\"", StringComparison.Ordinal)),
        Changed(
            "the Deployment has another name",
            "series/kube_deployment_spec_replicas",
            "deployment=\"gitops-demo\"",
            page => page.Replace("deployment=\"gitops-demo\"", "deployment=\"demo\"", StringComparison.Ordinal)),
        Changed(
            "the namespace is another",
            "series/kube_pod_status_ready",
            "namespace=~\"gitops-demo-.*\"",
            page => page.Replace("namespace=\"gitops-demo-dev\"", "namespace=\"demo\"", StringComparison.Ordinal)),
        Changed(
            "durations are counted in milliseconds", "buckets/HighLatency", "another unit", page => Bound.Replace(page, InMilliseconds)),
        Drawn("the version is not told", "Versions", "gitopsdemo_build_info"),
        Drawn("restarts are not counted", "Restarts, last hour", "kube_pod_container_status_restarts_total"),
    ];

    /// <summary>The dashboards over a moment: what was there before the fault is not looked at.</summary>
    private static List<Delivery.Monitoring.Dashboards.Dashboard> Recent() =>
        [
            .. HealthyLab.Dashboards.Select(dashboard =>
                dashboard with
                {
                    Text = dashboard.Text.Replace("now-1h", "now-1s", StringComparison.Ordinal).Replace(
                        "[1h]", "[1s]", StringComparison.Ordinal),
                }),
        ];

    private static Mutant Changed(string name, string check, string named, Func<string, string> change) =>
        new(name, check, named, lab => lab.ChangePagesAsync(change), lab => lab.ProveRulesAsync());

    private static Mutant Drawn(string name, string panel, string metric) => new(
        name,
        $"panels/gitops-demo/{panel}",
        metric,
        lab => lab.ChangePagesAsync(page => page.Replace(metric, "another", StringComparison.Ordinal)),
        lab => lab.ProveDashboardsAsync(dashboards: Recent()));

    private static string InMilliseconds(Match match) =>
        string.Create(
            CultureInfo.InvariantCulture, $"le=\"{double.Parse(match.Groups["bound"].Value, CultureInfo.InvariantCulture) * 1000}\"");
}
