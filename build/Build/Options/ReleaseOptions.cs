using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Options;

/// <summary>What is promoted or rolled back.</summary>
/// <param name="From">The environment whose image is promoted.</param>
/// <param name="To">The environment that gets it, also where it is the next and was not named; or for a rollback the commit, tag or digest to go back to.</param>
/// <param name="AllowsUnproven">Whether an image is promoted that was not proven.</param>
/// <param name="Reason">Why there is a rollback.</param>
/// <param name="RollsBackOnFailure">Whether a Deploy whose proof fails puts back what ran before.</param>
public sealed record ReleaseOptions(string? From, string? To, bool AllowsUnproven, string? Reason, bool RollsBackOnFailure)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="CommandLineException">What is to be promoted, or where to, is not said: better before the first task than after minutes.</exception>
    internal static ReleaseOptions Parse(CommandLine line)
    {
        var (from, to) = (line[KnownOptions.From]?.ToLowerInvariant(), line[KnownOptions.To]);
        if (line.Targets.Contains("Promote"))
        {
            to = Destination(line.Settings, from, to?.ToLowerInvariant());
        }

        return new(from, to, line.Has(KnownOptions.Unproven), line[KnownOptions.Reason], line.Has(KnownOptions.RollbackOnFailure));
    }

    private static string Destination(BuildSettings settings, string? from, string? to)
    {
        if (from is null)
        {
            throw new CommandLineException($"Promote needs --from: the environment whose image is taken, such as --from={settings.Environments[0]}.");
        }

        to ??= settings.After(from) ?? throw new CommandLineException($"Promote needs --to: {from} is the last environment.");
        return settings.Environments.Contains(to)
            ? to
            : throw new CommandLineException(
                $"--to: '{to}' is none of {string.Join(", ", settings.Environments)}{Nearest.Hint(to, settings.Environments)}");
    }
}
