namespace GitOpsDemo.Build.Options;

/// <summary>What is promoted or rolled back.</summary>
/// <param name="From">The environment whose image is promoted.</param>
/// <param name="To">The environment that gets it, or the commit, tag or digest to go back to.</param>
/// <param name="AllowsUnproven">Whether an image is promoted that was not proven.</param>
/// <param name="Reason">Why there is a rollback.</param>
/// <param name="RollsBackOnFailure">Whether a Deploy whose proof fails puts back what ran before.</param>
public sealed record ReleaseOptions(string? From, string? To, bool AllowsUnproven, string? Reason, bool RollsBackOnFailure)
{
    internal static ReleaseOptions Parse(CommandLine line) => new(
        line[KnownOptions.From]?.ToLowerInvariant(),
        line[KnownOptions.To],
        line.Has(KnownOptions.Unproven),
        line[KnownOptions.Reason],
        line.Has(KnownOptions.RollbackOnFailure));
}
