namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>Ends an exchange in which nothing moves any more.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _linked;

    public IdleWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _silence = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellationToken);
    }

    /// <summary>Cancelled when nothing moved for the limit, or when the caller cancels.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the silence lasted too long.</summary>
    public bool HasFired => _silence.IsCancellationRequested;

    /// <summary>Something moved.</summary>
    public void Touch() => _silence.CancelAfter(_limit);

    public void Dispose()
    {
        _linked.Dispose();
        _silence.Dispose();
    }
}
