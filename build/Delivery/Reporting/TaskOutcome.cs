namespace GitOpsDemo.Delivery.Reporting;

/// <summary>How a task ended.</summary>
public enum TaskOutcome
{
    /// <summary>It did its work.</summary>
    Succeeded,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>It was not to run.</summary>
    Skipped,
}
