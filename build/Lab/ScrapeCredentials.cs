using System.Text;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab;

/// <summary>
/// Puts the names and passwords of scrapes into ServiceMonitors, out of the overlay's Secrets and <see cref="LabSecrets"/>, as the operator
/// does on a cluster. They end in the file of Prometheus' configuration, which only its user reads.
/// </summary>
internal static class ScrapeCredentials
{
    /// <summary>The ServiceMonitors of an overlay.</summary>
    public static IEnumerable<ServiceMonitor> Monitors(ManifestSet set, LabSecrets secrets) =>
        set.All<ServiceMonitor>().Select(monitor => monitor with
        {
            Endpoints = [.. monitor.Endpoints.Select(endpoint => With(endpoint, new(set, monitor.Metadata.Namespace, secrets)))],
        });

    private static MonitorEndpoint With(MonitorEndpoint endpoint, PodConfiguration configuration)
    {
        if (endpoint.BasicAuth is not { } auth)
        {
            return endpoint;
        }

        var shown = new Dictionary<string, string> { ["username"] = ValueOf(auth.Username), ["password"] = ValueOf(auth.Password) };
        return endpoint with { Settings = new Dictionary<string, object>(endpoint.Settings) { ["basic_auth"] = shown } };

        string ValueOf(ConfigurationKey? key) =>
            key is not null && configuration.ValuesOf(key.Source)?.GetValueOrDefault(key.Key) is { } value
                ? Encoding.UTF8.GetString(value)
                : "";
    }
}
