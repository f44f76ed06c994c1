using System.Globalization;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Delivery.Report;

/// <summary>Tells what has changed between the last deploy that was proven and one that failed.</summary>
/// <param name="sources">Asks the checkout of the sources.</param>
/// <param name="diff">Compares manifests.</param>
public sealed class ChangesSinceProof(GitCommand sources, TextDiff diff)
{
    private const int MostCommits = 50;

    /// <summary>Compares the two.</summary>
    /// <param name="at">When that was.</param>
    public async Task<ReportedChanges> CompareAsync(
        DeployFacts proven, DateTimeOffset at, DeployFacts failed, CancellationToken cancellationToken)
    {
        var moment = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var image = ImageReference.DigestIn(proven.Image) == ImageReference.DigestIn(failed.Image) ? "the same image" : proven.Image;
        return new($"{image}, proven at {moment} UTC with GitOps commit {Short(proven.GitOpsCommit)}")
        {
            Commits = await CommitsAsync(proven.SourceCommit, failed.SourceCommit, cancellationToken),
            Overlay = await OverlayAsync(proven.Manifests, failed.Manifests, cancellationToken),
            Charts = [.. Charts(proven.Charts, failed.Charts)],
        };
    }

    /// <summary>Those that are new with a plus, those that are gone with a minus.</summary>
    private async Task<IReadOnlyList<string>> CommitsAsync(string? before, string? now, CancellationToken cancellationToken)
    {
        if (before is null || now is null)
        {
            return ["not known: an image does not say which commit it was built from"];
        }

        var count = $"--max-count={MostCommits + 1}";
        var log = await sources.AskAsync(["log", count, "--left-right", "--format=%m %h %s", $"{before}...{now}", "--"], cancellationToken);
        if (log is null)
        {
            return [$"not known: this checkout does not have both {Short(before)} and {Short(now)}; git fetch --unshallow brings them"];
        }

        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Take(MostCommits).Select(Signed), .. lines.Skip(MostCommits).Select(_ => "… and more")];
    }

    private static string Signed(string line) => Untrusted.Shown($"{(line[0] == '<' ? '-' : '+')}{line[1..]}");

    private async Task<IReadOnlyList<string>> OverlayAsync(string? before, string? now, CancellationToken cancellationToken) =>
        before is null || now is null ? ["not known: the manifests of then, or of now, can't be rendered"]
        : await diff.CompareAsync(before, now, cancellationToken) is { } hunks ? hunks.Split('\n')
        : [];

    private static IEnumerable<string> Charts(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        from release in before.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
        let then = before.GetValueOrDefault(release)
        let chart = now.GetValueOrDefault(release)
        where then != chart && before.Count > 0 && now.Count > 0
        select $"{release}: {then ?? "none"} → {chart ?? "none"}";

    private static string Short(string commit) => commit[..Math.Min(commit.Length, 12)];
}

/// <summary>What was, or is, deployed.</summary>
/// <param name="Image">The image with its digest.</param>
/// <param name="GitOpsCommit">The commit of the GitOps repository.</param>
public sealed record DeployFacts(string Image, string GitOpsCommit)
{
    /// <summary>The commit that the image was built from; null when that is not known.</summary>
    public string? SourceCommit { get; init; }

    /// <summary>The manifests without secrets; null when they can't be rendered.</summary>
    public string? Manifests { get; init; }

    /// <summary>The charts of the monitoring by their releases; none where that is not known, as in the lab.</summary>
    public IReadOnlyDictionary<string, string> Charts { get; init; } = new Dictionary<string, string>();
}
