using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Drill.Causes;

namespace GitOpsDemo.Drill;

/// <summary>
/// Proves that alerts alert: makes the cause of each happen, follows it through Prometheus and Alertmanager to its receiver, ends the cause
/// and waits until it is resolved.
/// </summary>
/// <param name="platform">Where drills are held.</param>
/// <param name="http">Reaches the replicas.</param>
/// <param name="log">Says what happens.</param>
public sealed class AlertDrill(IDrillPlatform platform, HttpClient http, TimeProvider time, IDeliveryLog log)
{
    /// <summary>Holds a drill and shows its timeline.</summary>
    /// <param name="live">What runs, and suffers.</param>
    /// <param name="rules">The rules, as they are written.</param>
    /// <param name="cancellationToken">Ends it at once. The causes are ended all the same.</param>
    /// <returns>A check for each alert.</returns>
    /// <exception cref="DeliveryException">
    /// The drill could not be held: something does not run, or an alert is active before its cause.
    /// </exception>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        LiveEnvironment live, PrometheusRule rules, DrillRequest request, CancellationToken cancellationToken)
    {
        var scaled = request.Scale.Of(rules);
        var alerts = DrilledAlert.Of(scaled, request.Scale).Where(
            alert => request.Alerts.Count == 0 || request.Alerts.Contains(alert.Name)).ToList();
        await using var site = await platform.OpenAsync(live, scaled, request.Scale, cancellationToken);
        var causes = AllCauses.On(site, http);
        var run = new DrillRun(site, causes, alerts, time, log);
        await run.HoldAsync(request.Timeout, cancellationToken);
        foreach (var line in TimelineTable.Of(run.Timelines))
        {
            log.Information(line);
        }

        return
        [
            .. alerts.Select(alert => run.Timelines.FirstOrDefault(timeline => timeline.Alert == alert)?.Judge() ?? WithoutCause(alert)),
        ];
    }

    private static CheckResult WithoutCause(DrilledAlert alert) => CheckResult.Skip(
        $"drill/{alert.Name}", $"alert {alert.Name} fires, is delivered and resolves", "no cause in build/Drill/Causes makes it fire");
}

/// <summary>What is drilled, and how.</summary>
/// <param name="Alerts">The names of the alerts; all of them when empty.</param>
/// <param name="Scale">How much faster than true time.</param>
/// <param name="Timeout">The upper bound of each wait; null for what the rules' own durations ask for.</param>
public sealed record DrillRequest(IReadOnlyList<string> Alerts, TimeScale Scale, TimeSpan? Timeout);

/// <summary>Timelines as a table for people.</summary>
internal static class TimelineTable
{
    private const string Gap = "  ";

    private static readonly string[] Head = ["alert", "pending", "firing", "delivered", "resolved"];

    /// <summary>Its lines, the head first; times are seconds since the cause began.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<AlertTimeline> timelines)
    {
        string[][] rows = [Head, .. timelines.Select(Row)];
        var widths = Head.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row => string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string[] Row(AlertTimeline timeline) =>
    [
        timeline.Alert.Name,
        AlertTimeline.Seconds(timeline.Pending),
        AlertTimeline.Seconds(timeline.Firing),
        AlertTimeline.Seconds(timeline.Delivered),
        AlertTimeline.Seconds(timeline.Resolved),
    ];
}
