using System.Text;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>
/// Keeps what is known of a proof that has failed, before a rollback takes it away: what has changed since the last one that passed, in the
/// report; and all that was seen, in one file.
/// </summary>
public sealed class FailedProof(
    IPlatform platform,
    IPlatformView view,
    GitOpsRepositories gitops,
    IManifestRenderer renderer,
    LastProof lastProof,
    ImageTransfer images,
    ChangesSinceProof changes,
    Transcript transcript,
    RecordedCommandRunner programs,
    Redaction redaction,
    FailureBundle bundle,
    TimeProvider time)
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
            context.DeliveryLog.Warning($"what was seen of the failure is not kept in a file: {exception.Message}");
            return failure;
        }
    }

    private async Task<IReadOnlyList<BundlePart>> PartsAsync(BuildContext context, DeliveryException failure, Evidence evidence)
    {
        var (report, options) = (context.Report, context.Options);
        var environment = options.Release.To is { } to && options.Targets.Contains(nameof(Promote)) ? to : options.Environment;
        var live = report.Live ?? await evidence.AskAsync("what runs", token => platform.LiveAsync(environment, token));
        var repository = gitops.Find(options.GitOps, view.Defaults);
        var commit = report.Commit?.Id ?? live?.Commit;
        var manifests = repository is null || commit is null ? null : await RenderAsync(context, evidence, repository, environment, commit);
        var image = report.Written?.After is { Digest: not null } written ? $"{written}" : live?.Image;
        if (image is not null && commit is not null)
        {
            var failed = new DeployFacts(image, commit)
            {
                SourceCommit = await SourceCommitAsync(evidence, image),
                Manifests = manifests,
                Charts = await evidence.AskAsync("the charts", platform.ChartsAsync) ?? new Dictionary<string, string>(),
            };
            report.SinceProof = await ChangesAsync(context, environment, failed, repository, evidence);
        }

        IReadOnlyList<BundlePart> parts =
        [
            new("report.json", JsonOf(report.Snapshot(failure))),
            new("queries.txt", $"{transcript}", KeepsEnd: true),
            new("programs.log", await evidence.AskAsync("what programs said", SaidAsync) ?? "", KeepsEnd: true),
            new(
                "logs.txt",
                live is null ? "" : await evidence.AskAsync("the log", token => LinesAsync(context, live, token)) ?? "",
                KeepsEnd: true),
            new(
                "events.txt",
                string.Join('\n', await evidence.AskAsync("events", token => platform.EventsAsync(environment, token)) ?? []),
                KeepsEnd: true),
            new("manifests.yaml", manifests ?? live?.Manifests ?? ""),
            new("overlay.diff", string.Join('\n', report.SinceProof?.Overlay ?? [])),
        ];
        return [new("failure.md", Summary(context, failure, environment, evidence)), .. parts];
    }

    private async Task<ReportedChanges?> ChangesAsync(
        BuildContext context, string environment, DeployFacts failed, GitOpsRepository? repository, Evidence evidence)
    {
        var proven = await evidence.AskAsync("the last proof", async token =>
        {
            var overlays = repository is null ? null : new OverlayReader(repository, context.Options.GitOps.Overlays);
            var name = repository is null ? "" : await gitops.ImageNameAsync(context, repository, environment);
            return await lastProof.FindAsync(environment, overlays, name, context.Report.Started, token);
        });
        if (proven is null)
        {
            return null;
        }

        var before = new DeployFacts(proven.Image, proven.GitOpsCommit)
        {
            SourceCommit = proven.SourceCommit ?? await SourceCommitAsync(evidence, proven.Image),
            Manifests = repository is null ? null : await RenderAsync(context, evidence, repository, environment, proven.GitOpsCommit),
            Charts = proven.Charts,
        };
        return await evidence.AskAsync<ReportedChanges>(
            "what has changed since", async token => await changes.CompareAsync(before, proven.At, failed, token));
    }

    private Task<string?> SourceCommitAsync(Evidence evidence, string image) => evidence.AskAsync(
        "the commit of an image", token => images.SourceCommitAsync(ImageReference.Parse(image), token));

    /// <summary>Without secrets, so that neither the file nor the difference has them.</summary>
    private Task<string?> RenderAsync(
        BuildContext context, Evidence evidence, GitOpsRepository repository, string environment, string commit) =>
        evidence.AskAsync($"the manifests at {commit}", async token => redaction.Of(await repository.AtAsync(
            commit,
            (checkout, ending) =>
                renderer.RenderAsync(Path.Combine(checkout, OverlayFile.Folder(context.Options.GitOps.Overlays, environment)), ending),
            token)));

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
        text.Append(string.Concat(evidence.Missing.Select(missing => $"- not to be had: {missing}\n")));
        return $"{text}\nWithout the values of Secrets, tokens, passwords and headers with credentials.\n";
    }

    /// <summary>Asks for one thing after the other; one that is not to be had leaves the others.</summary>
    private sealed class Evidence(BuildContext context, CancellationToken ending)
    {
        private readonly List<string> _missing = [];

        public IReadOnlyList<string> Missing => _missing;

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
}
