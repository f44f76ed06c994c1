namespace GitOpsDemo.Delivery.Verification;

/// <summary>How a check came out.</summary>
public enum Verdict
{
    /// <summary>What was expected was seen.</summary>
    Pass,

    /// <summary>Something else was seen, or nothing.</summary>
    Fail,

    /// <summary>Something is not as it should be that proves nothing wrong.</summary>
    Warning,

    /// <summary>It could not be asked; the evidence says why.</summary>
    Skipped,
}
