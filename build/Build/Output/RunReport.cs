using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Output;

/// <summary>Collects what the tasks of this run did and proved.</summary>
public sealed class RunReport(
    BuildOptions options, RunOutcome outcome, IPlatform platform, IDeliveryLog log, TerminalView view, TimeProvider time)
{
    private readonly List<CheckResult> _checks = [];
    private readonly List<ReportedTask> _tasks = [];
    private readonly Dictionary<string, string> _urls = [];

    /// <summary>What the run came to, beside that it succeeded.</summary>
    public RunOutcome Outcome { get; } = outcome;

    /// <summary>When the run began.</summary>
    public DateTimeOffset Started { get; } = time.GetUtcNow();

    public ReportedImage? Image { get; set; }

    public ReportedCommit? Commit { get; private set; }

    /// <summary>What the commit has written into an overlay.</summary>
    public OverlayChange? Written { get; private set; }

    public LiveEnvironment? Live { get; set; }

    /// <summary>What has changed since the last deploy that was proven, once this one has failed.</summary>
    public ReportedChanges? SinceProof { get; set; }

    /// <summary>The file with all that was seen of the failure.</summary>
    public string? Bundle { get; set; }

    /// <summary>The line of <c>/etc/hosts</c> that a browser needs.</summary>
    public string? Hosts { get; set; }

    /// <summary>Whether the commit of this run is not on the watched branch yet: what runs is something else.</summary>
    public bool AwaitsMerge => Commit?.AwaitsMergeOn is not null;

    /// <summary>Whether there is anything to report.</summary>
    public bool IsEmpty => !IsKept && _urls.Count == 0;

    /// <summary>Whether the run did or proved something. One that only looked leaves the report of the last that did.</summary>
    public bool IsKept => Image is not null || Hosts is not null || HasLooked;

    /// <summary>Whether anything was seen of what runs, or is to run.</summary>
    public bool HasLooked => Commit is not null || Live is not null || _checks.Count > 0;

    /// <summary>Adds the commit that was made, or that was there already, and shows it.</summary>
    public void Committed(string repository, GitOpsCommit commit, IReadOnlyList<OverlayChange> overlays)
    {
        Commit = new ReportedCommit(
            repository,
            commit.Id,
            commit.IsNew,
            [.. overlays.Select(overlay => overlay.ToString())])
        { AwaitsMergeOn = commit.AwaitsMergeOn };
        Written = overlays[0];
        log.Information(commit.IsNew ? $"committed {commit.Id[..12]}: {overlays[0]}" : $"no commit: {overlays[0]}");
        if (commit.AwaitsMergeOn is { } branch)
        {
            log.Information($"it is on branch {branch}: it goes live once that is merged into {options.GitOps.Branch}");
        }

        if (commit.PullRequest is { } page)
        {
            Show("pull request", page);
        }
    }

    /// <summary>Adds a task that has ended just now.</summary>
    public void Ran(string task, TimeSpan duration, TaskOutcome outcome)
    {
        var start = time.GetUtcNow() - duration - Started;
        _tasks.Add(new(task, Math.Max(0, start.TotalSeconds), duration.TotalSeconds, outcome));
    }

    /// <summary>Adds an address that a person can open.</summary>
    public void Show(string name, Uri address) => _urls[name] = address.ToString();

    /// <summary>Adds checks, shows each, and fails when one of them failed.</summary>
    /// <exception cref="DeliveryException">A check failed.</exception>
    public void Prove(IReadOnlyList<CheckResult> checks)
    {
        Add(checks);
        checks = [.. checks.Select(new NextStep(options).Of)];
        if (CheckSummary.FailureOf(checks) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Adds checks and shows each; those that passed in sum where the eye follows, for the report has their evidence.</summary>
    public void Add(IReadOnlyList<CheckResult> checks)
    {
        checks = [.. checks.Select(new NextStep(options).Of)];
        _checks.AddRange(checks);
        foreach (var check in checks.Where(check => !view.IsShown || check.Verdict != Verdict.Pass))
        {
            log.Information($"{Mark(check.Verdict)}  {check.Id}: {check.Title}");
            if (check.Verdict != Verdict.Pass)
            {
                log.Information($"      {check.Evidence}");
            }
        }

        if (view.IsShown && CheckSummary.Of(checks, Verdict.Pass) is { } passed)
        {
            log.Information($"{Mark(Verdict.Pass)}  {passed}");
        }
    }

    public DeliveryReport Snapshot(Exception? failure) => new()
    {
        Started = Started,
        Seconds = (time.GetUtcNow() - Started).TotalSeconds,
        Targets = options.Targets,
        Environment = options.Environment,
        Platform = platform.Name,
        Succeeded = failure is null && _checks.TrueForAll(check => check.Verdict != Verdict.Fail),
        Failure = failure?.Message,
        Image = Image,
        Commit = Commit,
        Live = Live,
        SinceProof = SinceProof,
        Bundle = Bundle,
        Hosts = Hosts,
        Checks = _checks,
        Tasks = _tasks,
        TurnedOff = options.Settings.Policy.Off,
        Urls = _urls,
    };

    internal static string Mark(Verdict verdict) =>
        verdict switch { Verdict.Pass => "pass", Verdict.Fail => "FAIL", Verdict.Warning => "warn", _ => "skip" };
}

/// <summary>What a run came to, beside that it succeeded.</summary>
public sealed class RunOutcome
{
    /// <summary>Whether a comparison found something.</summary>
    public bool HasDifferences { get; set; }

    /// <summary>Whether a soak could not be judged: that is no proof, but nothing is wrong that a rollback would end.</summary>
    public bool IsInconclusive { get; set; }
}
