using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Delivery.Tools;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>How Prometheus and Alertmanager are started on a folder each.</summary>
/// <param name="paths">The folders.</param>
/// <param name="prometheus">The path of Prometheus.</param>
/// <param name="alertmanager">The path of Alertmanager.</param>
internal sealed class MonitoringPrograms(LabPaths paths, string prometheus, string alertmanager)
{
    /// <summary>As in monitoring/prometheus-values.yaml.</summary>
    private const string Retention = "7d";

    /// <summary>Prometheus' own defaults, which are set only where time is scaled.</summary>
    private static readonly TimeSpan LookbackDelta = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ResendDelay = TimeSpan.FromMinutes(1);

    /// <summary>Finds both, or brings them.</summary>
    public static async Task<MonitoringPrograms> FindAsync(Toolbox tools, LabPaths paths, CancellationToken cancellationToken)
    {
        var alertmanager = await tools.FindAsync(Tool.Alertmanager, cancellationToken);
        return new(paths, await tools.FindAsync(Tool.Prometheus, cancellationToken), alertmanager);
    }

    /// <summary>The <c>prometheus.yml</c>.</summary>
    public static string ConfigurationOf(LabPaths paths) => Path.Combine(paths.Prometheus, "prometheus.yml");

    /// <summary>Prometheus on a port of 127.0.0.1.</summary>
    public Command Prometheus(int port, TimeScale scale) => new(
        prometheus,
        [
            $"--config.file={ConfigurationOf(paths)}",
            $"--storage.tsdb.path={Path.Combine(paths.Prometheus, "data")}",
            $"--storage.tsdb.retention.time={Retention}",
            $"--web.listen-address=127.0.0.1:{port}",
            $"--web.external-url=http://localhost:{port}/",
            "--web.enable-lifecycle",
            .. scale == TimeScale.TrueTime ? Array.Empty<string>() :
            [
                $"--query.lookback-delta={PrometheusDuration.Format(scale.Of(LookbackDelta))}",
                $"--rules.alert.resend-delay={PrometheusDuration.Format(scale.Of(ResendDelay))}",
            ],
        ]);

    /// <summary>The <c>alertmanager.yml</c>.</summary>
    public static string RoutesOf(LabPaths paths) => Path.Combine(paths.Alertmanager, "alertmanager.yml");

    /// <summary>Writes Alertmanager's configuration.</summary>
    /// <returns>Whether it is another than before.</returns>
    public bool Configure(AlertmanagerConfiguration configuration) => AtomicFile.WriteIfChanged(RoutesOf(paths), configuration.ToYaml());

    /// <summary>Alertmanager on a port of 127.0.0.1, with the configuration that was written.</summary>
    public Command Alertmanager(int port) => new(
        alertmanager,
        $"--config.file={RoutesOf(paths)}",
        $"--storage.path={Path.Combine(paths.Alertmanager, "data")}",
        $"--web.listen-address=127.0.0.1:{port}",
        $"--web.external-url=http://localhost:{port}/",
        "--cluster.listen-address=")
    {
        // Debian's reads its templates from a folder beside it (Relocation).
        WorkingDirectory = Path.GetDirectoryName(alertmanager),
    };
}
