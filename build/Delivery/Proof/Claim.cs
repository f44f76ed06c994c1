namespace GitOpsDemo.Delivery.Proof;

/// <summary>One thing to prove: what is looked at, again and again, until each of its checks has passed or failed for good.</summary>
/// <param name="What">What is proven, for the progress line, such as <c>7 rules in Prometheus</c>.</param>
/// <param name="LookAsync">One look. What it throws counts as nothing seen.</param>
public sealed record Claim(string What, Func<CancellationToken, Task<IReadOnlyList<Finding>>> LookAsync)
{
    /// <summary>How long a server may be away, or not be itself yet, as while it restarts.</summary>
    public static readonly TimeSpan Restart = TimeSpan.FromSeconds(10);

    /// <summary>How long the looks may fail.</summary>
    public TimeSpan Unreachable { get; init; } = Restart;

    /// <summary>A proof whose checks are known already.</summary>
    public static Claim Known(params IReadOnlyList<CheckResult> results) =>
        new(
            "what is known already",
            _ => Task.FromResult<IReadOnlyList<Finding>>([.. results.Select(result => new Finding(result, TimeSpan.Zero))]));
}

/// <summary>A check at one look, and what it may be waiting for.</summary>
/// <param name="Cycle">How long scrapes or evaluations take to change that; zero when they do not.</param>
/// <param name="Awaits">What has to arrive before the cycle can begin.</param>
public sealed record Finding(CheckResult Result, TimeSpan Cycle, params IReadOnlyList<Awaited> Awaits);
