namespace GitOpsDemo.Build.Options;

/// <summary>What is promoted or rolled back.</summary>
/// <param name="From">The environment whose image is promoted.</param>
/// <param name="To">The environment that gets it, or the commit, tag or digest to go back to.</param>
/// <param name="AllowsUnproven">Whether an image is promoted that was not proven.</param>
/// <param name="Reason">Why there is a rollback.</param>
/// <param name="RollsBackOnFailure">Whether a Deploy whose proof fails puts back what ran before.</param>
public sealed record ReleaseOptions(string? From, string? To, bool AllowsUnproven, string? Reason, bool RollsBackOnFailure)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="CommandLineException">What is to be promoted is not said: better before the first task than after minutes.</exception>
    internal static ReleaseOptions Parse(CommandLine line)
    {
        var from = line[KnownOptions.From]?.ToLowerInvariant();
        return from is null && line.Targets.Contains("Promote")
            ? throw new CommandLineException($"Promote needs --from: the environment whose image is taken, such as --from={line.Settings.Environments[0]}.")
            : new(from, line[KnownOptions.To], line.Has(KnownOptions.Unproven), line[KnownOptions.Reason], line.Has(KnownOptions.RollbackOnFailure));
    }
}
