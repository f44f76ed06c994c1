namespace GitOpsDemo.Api.Faults;

/// <summary>Keeps the plan, and says of each request whether it fails.</summary>
internal sealed class FaultInjector
{
    private volatile FaultPlan _plan = new();
    private long _requests;

    public FaultPlan Plan
    {
        get => _plan;
        set
        {
            Interlocked.Exchange(ref _requests, 0);
            _plan = value;
        }
    }

    /// <summary>Spreads the failures evenly instead of throwing dice: of ten requests at a rate of 0.3 exactly three fail.</summary>
    public bool NextFails()
    {
        var request = Interlocked.Increment(ref _requests);
        var rate = _plan.ErrorRate;
        return Math.Floor(request * rate) > Math.Floor((request - 1) * rate);
    }
}
