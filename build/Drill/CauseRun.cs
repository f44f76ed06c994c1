using GitOpsDemo.Delivery;
using GitOpsDemo.Drill.Causes;

namespace GitOpsDemo.Drill;

/// <summary>A cause that is begun once, and ended once, whatever happens between.</summary>
/// <param name="timelines">The alerts that are to fire by it.</param>
/// <param name="log">Says what goes wrong, and how it is fixed.</param>
internal sealed class CauseRun(ICause cause, IReadOnlyList<AlertTimeline> timelines, IDeliveryLog log)
{
    /// <summary>How long the end of a cause may take. Ctrl-C does not shorten it: a second one does.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);

    private bool _isOpen;

    /// <summary>Whether anything is to be learned from it.</summary>
    public bool HasAlerts => timelines.Count > 0;

    /// <summary>How long it may take until all of its alerts are delivered.</summary>
    public TimeSpan UntilDelivered => timelines.Max(timeline => timeline.Alert.UntilDelivered);

    /// <summary>Those of its alerts that are still to be delivered; when there is none, it has done its work.</summary>
    public IReadOnlyList<AlertTimeline> Open => [.. timelines.Where(timeline => !timeline.HasArrived)];

    /// <summary>Makes it happen. That it can't be made fails its alerts, and not the drill.</summary>
    public async Task BeginAsync(TimeSpan now, CancellationToken cancellationToken)
    {
        _isOpen = true;
        foreach (var timeline in timelines)
        {
            timeline.CauseBegins(now);
        }

        try
        {
            log.Information($"{cause.Name}: {string.Join(", ", timelines.Select(timeline => timeline.Alert.Name))} must fire");
            await cause.BeginAsync(cancellationToken);
        }
        catch (DeliveryException problem)
        {
            foreach (var timeline in timelines)
            {
                timeline.Fail(problem);
            }
        }
    }

    /// <summary>Ends it, unless it is ended already.</summary>
    public async Task EndAsync(Func<TimeSpan> now)
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        using var bound = new CancellationTokenSource(EndTimeout);
        try
        {
            await cause.EndAsync(bound.Token);
            log.Information($"ended: {cause.Name}");
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException)
        {
            log.Warning($"NOT ENDED: {cause.Name}: {exception.Message}. End it by hand: {cause.EndsByHand}");
        }

        foreach (var timeline in timelines)
        {
            timeline.CauseEnds(now());
        }
    }
}
