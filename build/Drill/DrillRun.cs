using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Drill.Causes;

namespace GitOpsDemo.Drill;

/// <summary>One drill from its start to its end.</summary>
internal sealed class DrillRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>How long rules may take to be evaluated, and alerts of before to go.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(2);

    private readonly IDrillSession _site;
    private readonly Wait _wait;
    private readonly TimeProvider _time;
    private readonly DrillWatch _watch;
    private readonly TimeSpan _poll;
    private readonly long _start;
    private readonly List<AlertTimeline> _timelines = [];
    private readonly List<List<CauseRun>> _waves = [];

    public DrillRun(
        IDrillSession site, IEnumerable<ICause> causes, IReadOnlyList<DrilledAlert> alerts, TimeProvider time, IDeliveryLog log)
    {
        (_site, _wait, _time) = (site, new(log, time), time);
        _watch = new(site);
        _poll = site.Scale.Of(Poll) is var poll && poll > ShortestPoll ? poll : ShortestPoll;
        _start = time.GetTimestamp();
        foreach (var wave in causes.GroupBy(cause => cause.IsExclusive).OrderBy(wave => wave.Key))
        {
            _waves.Add([.. wave.Select(cause => new CauseRun(cause, Timelines(cause), log)).Where(run => run.HasAlerts)]);
        }

        List<AlertTimeline> Timelines(ICause cause)
        {
            var own = alerts.Where(alert => cause.Alerts.Contains(alert.Name)).Select(
                alert => new AlertTimeline(alert, cause.Name)).ToList();
            _timelines.AddRange(own);
            return own;
        }
    }

    /// <summary>A timeline for each alert that has a cause.</summary>
    public IReadOnlyList<AlertTimeline> Timelines => _timelines;

    /// <summary>Holds it. What does not come in time is missing in the timelines, and no error here.</summary>
    public async Task HoldAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (_timelines.Count == 0)
        {
            return;
        }

        await BeCalmAsync(timeout, cancellationToken);
        foreach (var wave in _waves.Where(wave => wave.Count > 0))
        {
            await HoldAsync(wave, timeout, cancellationToken);
        }

        await UntilAsync(
            "alerts to be resolved",
            timeout ?? _timelines.Max(timeline => timeline.Alert.UntilResolved),
            () => Task.FromResult(_timelines.Where(timeline => !timeline.IsOver).ToList()),
            cancellationToken);
    }

    /// <summary>What fires already would prove nothing.</summary>
    private async Task BeCalmAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var evaluated = new Dictionary<string, DateTimeOffset>();
        await _wait.UntilAsync(
            "the rules to be evaluated, and no alert to be active",
            timeout ?? _site.Scale.Of(Calm) + DrilledAlert.Slack,
            _poll,
            async token =>
            {
                var rules = (await _site.Prometheus.RulesAsync(token)).SelectMany(group => group.Rules).ToLookup(rule => rule.Name);
                await _watch.LookAsync(token);
                foreach (var alert in _timelines.Select(timeline => timeline.Alert.Name))
                {
                    if (rules[alert].FirstOrDefault() is not { } rule)
                    {
                        return Observation.NotYet<bool>($"{alert} is not loaded");
                    }

                    // The first evaluation that is seen may have been of a time before all targets were up.
                    if (evaluated.TryAdd(alert, rule.LastEvaluation) || evaluated[alert] == rule.LastEvaluation)
                    {
                        return Observation.NotYet<bool>($"{alert} was not evaluated since");
                    }

                    if (_watch.Of(alert) is { IsActive: true } sighting)
                    {
                        return Observation.NotYet<bool>($"{alert} is active before its cause: {sighting}");
                    }
                }

                return Observation.Done(true);
            },
            "fix that first, or choose other alerts with --alert",
            cancellationToken);
    }

    private async Task HoldAsync(IReadOnlyList<CauseRun> wave, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var run in wave)
            {
                await run.BeginAsync(Now(), cancellationToken);
            }

            await UntilAsync(
                "alerts to fire and to arrive",
                timeout ?? wave.Max(run => run.UntilDelivered),
                EndThoseThatAreDoneAsync,
                cancellationToken);
        }
        finally
        {
            await Task.WhenAll(wave.Select(run => run.EndAsync(Now)));
        }

        async Task<List<AlertTimeline>> EndThoseThatAreDoneAsync()
        {
            await Task.WhenAll(wave.Where(run => run.Open.Count == 0).Select(run => run.EndAsync(Now)));
            return [.. wave.SelectMany(run => run.Open)];
        }
    }

    /// <summary>Looks until nothing is open any more, or the time is over.</summary>
    private async Task UntilAsync(string what, TimeSpan timeout, Func<Task<List<AlertTimeline>>> open, CancellationToken cancellationToken)
    {
        try
        {
            await _wait.UntilAsync(
                what,
                timeout,
                _poll,
                async token =>
                {
                    var problem = await ObserveAsync(token);
                    return await open() is { Count: > 0 } left
                        ? Observation.NotYet<bool>(problem ?? string.Join(", ", left.Select(timeline => timeline.Waiting)))
                        : Observation.Done(true);
                },
                next: "",
                cancellationToken);
        }
        catch (DeliveryException)
        {
            // The time is over: the timelines show what is missing.
        }
    }

    private async Task<string?> ObserveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _watch.LookAsync(cancellationToken);
        }
        catch (DeliveryException exception)
        {
            return exception.Why;
        }

        foreach (var timeline in _timelines)
        {
            timeline.Observe(_watch.Of(timeline.Alert.Name), Now());
        }

        return null;
    }

    private TimeSpan Now() => _time.GetElapsedTime(_start);
}

/// <summary>Looks at Prometheus, Alertmanager and the receiver at once.</summary>
internal sealed class DrillWatch(IDrillSession site)
{
    private IReadOnlyList<ActiveAlert> _active = [];
    private IReadOnlyList<IReadOnlyDictionary<string, string>> _arrived = [];
    private IReadOnlyList<IReadOnlyDictionary<string, string>> _delivered = [];

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        _active = await site.Prometheus.AlertsAsync(cancellationToken);
        var arrived = await site.Alertmanager.AlertsAsync([$"namespace=\"{site.Namespace}\""], cancellationToken);
        _arrived = [.. arrived.Select(alert => alert.Labels)];
        _delivered = site.Receiver?.Firing ?? _arrived;
    }

    /// <summary>Where an alert was at the last look. It has instances, one a pod: the furthest of them counts.</summary>
    public AlertSighting Of(string alert)
    {
        var states = _active.Where(active => IsOurs(active.Labels, alert)).Select(active => active.State).ToList();
        return new(
            states.Contains("firing") ? "firing" : states.FirstOrDefault(),
            _arrived.Any(labels => IsOurs(labels, alert)),
            _delivered.Any(labels => IsOurs(labels, alert)));
    }

    private bool IsOurs(IReadOnlyDictionary<string, string> labels, string alert) =>
        labels.GetValueOrDefault("alertname") == alert && labels.GetValueOrDefault("namespace") == site.Namespace;
}
