namespace GitOpsDemo.Delivery.Drill.Causes;

/// <summary>No replica answers any more.</summary>
internal sealed class OutageCause(IOutage outage) : ICause
{
    public string Name => "no replica answers";

    public IReadOnlyList<string> Alerts => ["ServiceDown"];

    public bool IsExclusive => true;

    public string EndsByHand => outage.EndsByHand;

    public Task BeginAsync(CancellationToken cancellationToken) => outage.BeginAsync(cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => outage.EndAsync(cancellationToken);
}
