using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Lab;

/// <summary>
/// The real Loki and Grafana, beside the lab's own parts: started where somebody asks for them, used as long as they run. One that can't be
/// had is left out by name.
/// </summary>
/// <param name="wanted">Those that are asked for.</param>
/// <param name="service">The service that the lab is for.</param>
/// <param name="tools">Finds the programs.</param>
/// <param name="services">Starts them.</param>
/// <param name="log">Logs what is left out.</param>
public sealed class LabAdditions(
    IReadOnlyList<Tool> wanted,
    LabPaths paths,
    DeliveredService service,
    Toolbox tools,
    LabServices services,
    TimeProvider time,
    IDeliveryLog log)
{
    /// <summary>What is set for another Grafana is not this one's.</summary>
    private static readonly ServerAccess Nobody = ServerAccess.Of("Grafana", variable: _ => null);

    private readonly LabLoki _loki = new(paths, services);
    private readonly LabGrafana _grafana = new(paths, services);

    /// <summary>Those that can be asked for.</summary>
    public static IReadOnlyList<Tool> Known { get; } = [Tool.Grafana, Tool.Loki];

    /// <summary>Makes sure that those that are asked for run.</summary>
    /// <exception cref="DeliveryException">One is there and does not start.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await TryAsync(Tool.Loki, program => _loki.EnsureAsync(program, cancellationToken), cancellationToken);

        // After Loki, which is one of its data sources.
        await TryAsync(Tool.Grafana, program => _grafana.EnsureAsync(program, cancellationToken), cancellationToken);
    }

    /// <summary>Shows dashboards in Grafana, where it runs.</summary>
    public void Show(IReadOnlyList<Dashboard> dashboards) => _grafana.Show(dashboards);

    /// <summary>Where a line is looked for; null where no Loki runs.</summary>
    public ILogStore? LogStore() =>
        services.Find(LabLoki.Name) is { } loki ? new LokiLogs(ServiceClient.For(loki), service) : null;

    /// <summary>Where lines are read; null where no Loki runs.</summary>
    public ILogSource? LogSource(LiveEnvironment live) =>
        services.Find(LabLoki.Name) is { } loki ? new LokiSource(ServiceClient.For(loki), service, live.Namespace, log, time) : null;

    /// <summary>The proof that Grafana shows dashboards; that there is none where it does not run.</summary>
    public Claim ShownProof(IReadOnlyList<Dashboard> dashboards) => services.Find(LabGrafana.Name) is { } grafana
        ? _grafana.ProofOf(new(ServiceClient.Bounded(grafana, Nobody)), dashboards)
        : Claim.Known(
        [
            .. dashboards.Select(dashboard => CheckResult.Skip(
                $"dashboards/{dashboard.Uid}", $"Grafana shows {dashboard.Title}", "the lab has no Grafana")),
        ]);

    private async Task TryAsync(Tool tool, Func<string, Task> start, CancellationToken cancellationToken)
    {
        if (!wanted.Contains(tool))
        {
            return;
        }

        string program;
        try
        {
            program = await tools.FindAsync(tool, cancellationToken);
        }
        catch (DeliveryException exception)
        {
            log.Warning($"the lab runs without {tool}: {exception.What}; with it on PATH it is there");
            return;
        }

        await start(program);
    }
}
