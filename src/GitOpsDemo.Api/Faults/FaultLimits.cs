namespace GitOpsDemo.Api.Faults;

/// <summary>How far a fault may go.</summary>
internal static class FaultLimits
{
    /// <summary>The longest delay and the longest use of a processor, in milliseconds.</summary>
    public const int MostMilliseconds = 60_000;

    /// <summary>The most memory that can be held, in MiB: beyond every limit in the manifests.</summary>
    public const int MostMebibytes = 4096;
}
