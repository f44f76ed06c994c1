using System.Text;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>
/// Keeps what is known of a proof that has failed, before a rollback takes it away: what has changed since the last one that passed, in the
/// report; and all that was seen, in one file.
/// </summary>
public sealed class FailedProof(
    IPlatform platform, DeployHistory deploys, RecordedCommandRunner programs, FailureBundle bundle, TimeProvider time)
{
    /// <summary>Where a proof can fail, or what it is about.</summary>
    private static readonly HashSet<string> Tasks =
        [.. BuildTasks.Proving, nameof(WaitForSync), nameof(Soak), nameof(Promote), nameof(Rollback)];

    /// <summary>How long all of it may take: whoever waits for the failure waits for this, too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>Lines of the log that are looked back for.</summary>
    private static readonly TimeSpan LastLines = TimeSpan.FromMinutes(10);

    private const int MostLines = 2000;

    /// <summary>Keeps what is known of a failure. What goes wrong here is said, and leaves the failure what it was.</summary>
    /// <returns>The failure, with the file that has everything.</returns>
    internal async Task<DeliveryException> KeepAsync(BuildContext context, string task, DeliveryException failure)
    {
        var report = context.Report;
        if (!Tasks.Contains(task) || report.Bundle is not null || !report.HasLooked || report.Outcome.IsInconclusive)
        {
            return failure;
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            patience.CancelAfter(Patience);
            var evidence = new Evidence(context, patience.Token);
            var path = bundle.Write(await PartsAsync(context, failure, evidence));
            report.Bundle = Path.GetRelativePath(context.Paths.Home, path).Replace('\\', '/');
            return new(
                failure.What,
                failure.Why,
                $"{failure.Next}; {report.Bundle} has what was asked and answered, without secrets: attach it to an issue",
                failure);
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException || WriteFailure.Is(exception))
        {
            context.DeliveryLog.Warning($"the evidence of the failure could not be written to a file: {exception.Message}");
            return failure;
        }
    }

    private async Task<IReadOnlyList<BundlePart>> PartsAsync(BuildContext context, DeliveryException failure, Evidence evidence)
    {
        var (report, options) = (context.Report, context.Options);
        var environment = options.Release.To is { } to && options.Targets.Contains(nameof(Promote)) ? to : options.Environment;
        var live = report.Live ?? await evidence.AskAsync("what runs", token => platform.LiveAsync(environment, token));
        var failed = await deploys.FailedAsync(context, environment, live, evidence);
        report.SinceProof = failed is null ? null : await deploys.SinceProofAsync(context, environment, failed, evidence);
        var events = await evidence.AskAsync("events", token => platform.EventsAsync(environment, token));
        var log = live is null ? null : await evidence.AskAsync("the log", token => LinesAsync(context, live, token));
        IReadOnlyList<BundlePart> parts =
        [
            new("report.json", JsonOf(report.Snapshot(failure))),
            new("queries.txt", $"{context.Transcript}", KeepsEnd: true),
            new("programs.log", await evidence.AskAsync("what programs said", SaidAsync) ?? "", KeepsEnd: true),
            new("logs.txt", log ?? "", KeepsEnd: true),
            new("events.txt", string.Join('\n', events ?? []), KeepsEnd: true),
            new("manifests.yaml", failed?.Manifests ?? live?.Manifests ?? ""),
            new("overlay.diff", string.Join('\n', report.SinceProof?.Overlay ?? [])),
        ];
        return [new("failure.md", Summary(context, failure, environment, evidence)), .. parts];
    }

    private async Task<string?> SaidAsync(CancellationToken cancellationToken) =>
        File.Exists(programs.LogFile) ? await File.ReadAllTextAsync(programs.LogFile, cancellationToken) : null;

    private async Task<string?> LinesAsync(BuildContext context, LiveEnvironment live, CancellationToken cancellationToken)
    {
        var last = new Queue<string>();
        var source = await platform.LogSourceAsync(live, cancellationToken);
        await new LogReader(context.DeliveryLog, time).RunAsync(
            source, new LogQuery(time.GetUtcNow() - LastLines, Follows: false), Keep, cancellationToken);
        return string.Join('\n', last);

        void Keep(IReadOnlyList<LogLine> lines)
        {
            foreach (var line in lines)
            {
                last.Enqueue($"{line.Pod} {line.Text}");
                if (last.Count > MostLines)
                {
                    last.Dequeue();
                }
            }
        }
    }

    /// <summary>The manifests have a file of their own.</summary>
    private static string JsonOf(DeliveryReport report) =>
        ReportFiles.JsonOf(report with { Live = report.Live is { } live ? live with { Manifests = "" } : null });

    private string Summary(BuildContext context, DeliveryException failure, string environment, Evidence evidence)
    {
        var text = new StringBuilder();
        text.Append($"# {string.Join(", ", context.Options.Targets)} to {environment} on {platform.Name} failed\n\n");
        text.Append($"```\n{failure.Message}\n```\n\n");
        text.Append(context.Report.SinceProof is { } since
            ? string.Concat(since.Facts.Select(fact => fact.Name.Length > 0 ? $"- {fact.Name}: {fact.Value}\n" : $"  {fact.Value}\n"))
            : $"Which deploy to {environment} was proven last is not known.\n");
        text.Append(string.Concat(evidence.Missing.Select(missing => $"- missing: {missing}\n")));
        return $"{text}\nWithout the values of Secrets, tokens, passwords and headers with credentials.\n";
    }
}

/// <summary>Asks for one thing after the other; without one, the others still count.</summary>
/// <param name="ending">Ends the question that is being asked, and leaves those after it without an answer.</param>
internal sealed class Evidence(BuildContext context, CancellationToken ending)
{
    private readonly List<string> _missing = [];

    /// <summary>What is missing, each with the reason.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>The answer; null where there is none.</summary>
    public async Task<T?> AskAsync<T>(string what, Func<CancellationToken, Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask(ending).WaitAsync(ending);
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException or IOException)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            _missing.Add($"{what}: {exception.Message}");
            return null;
        }
    }
}
