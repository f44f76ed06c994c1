using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Drill;

/// <summary>Looks at Prometheus, Alertmanager and the receiver at once.</summary>
internal sealed class DrillWatch(IDrillSite site)
{
    private IReadOnlyList<ActiveAlert> _active = [];
    private IReadOnlyList<IReadOnlyDictionary<string, string>> _arrived = [];
    private IReadOnlyList<IReadOnlyDictionary<string, string>> _delivered = [];

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        _active = await site.Prometheus.AlertsAsync(cancellationToken);
        _arrived = [.. (await site.Alertmanager.AlertsAsync([$"namespace=\"{site.Namespace}\""], cancellationToken)).Select(alert => alert.Labels)];
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
