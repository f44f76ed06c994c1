namespace GitOpsDemo.Delivery.Drill.Causes;

/// <summary>Every replica answers slowly, and half of its answers are errors. The drill asks itself: it needs no users.</summary>
internal sealed class ErrorsCause(IReadOnlyList<DrillReplica> replicas, ReplicaFaults faults, HttpClient http) : ICause
{
    private const double ErrorRate = 0.5;

    /// <summary>Twice what HighLatency allows.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private RequestStream? _requests;

    public string Name => "errors and slow answers";

    public IReadOnlyList<string> Alerts => ["HighErrorRate", "HighLatency", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"];

    public string EndsByHand => string.Join(
        " && ", replicas.Select(replica => $"curl -X PUT -H 'Content-Type: application/json' -d '{{}}' {replica.Address}faults/plan"));

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(replicas.Select(replica => faults.PlanAsync(replica, ErrorRate, Delay, cancellationToken)));
        _requests = RequestStream.To(replicas, http);
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_requests is not null)
        {
            await _requests.DisposeAsync();
        }

        await Task.WhenAll(replicas.Select(replica => faults.ClearPlanAsync(replica, cancellationToken)));
    }
}
