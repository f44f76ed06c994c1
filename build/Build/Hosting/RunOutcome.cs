namespace GitOpsDemo.Build.Hosting;

/// <summary>What a run came to, beside that it succeeded.</summary>
public sealed class RunOutcome
{
    /// <summary>Whether a comparison found something.</summary>
    public bool HasDifferences { get; set; }
}
