namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>The last sync: <c>status.operationState</c>.</summary>
/// <param name="Phase"><c>Running</c>, <c>Terminating</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Error</c>.</param>
/// <param name="Message">What it came to.</param>
/// <param name="Revisions">The commits that were synced, one for each source.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
public sealed record ApplicationOperation(string Phase, string Message, IReadOnlyList<string> Revisions, DateTimeOffset? FinishedAt)
{
    /// <summary>Whether it runs.</summary>
    public bool IsRunning => Phase is "Running" or "Terminating";

    /// <summary>Whether it ended in vain.</summary>
    public bool HasFailed => Phase is "Failed" or "Error";
}
