using System.Globalization;
using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Monitoring.Logs;
using static GitOpsDemo.Build.Options.OptionChecks;
using static GitOpsDemo.Build.Options.PlaceOptions;

namespace GitOpsDemo.Build.Options;

/// <summary>The table of every option that the build knows, with those of <see cref="PlaceOptions"/>.</summary>
internal static class KnownOptions
{
    public static readonly Option Target = new(
        "target", "Default", "The task to run; several run in the order they are given.")
    { IsRepeatable = true };

    public static readonly Option Settings = new(
        "settings",
        SettingsReader.DefaultFile,
        "The file that says which service is built and delivered; an absolute path may be in another repository.")
    {
        Check = value => RepositoryPath.IsInside(value) || System.IO.Path.IsPathFullyQualified(value)
            ? null
            : $"'{value}' is not a file inside the repository, nor an absolute path",
    };

    public static readonly Option Environment = new("environment", "the first one", "The environment: which overlay is meant.")
    {
        DefaultBy = settings => settings.Environments[0],
        AllowedBy = settings => settings.Environments,
        NotFor = (nameof(Promote), "--from and --to name its environments"),
    };

    public static readonly Option Configuration = new(
        "configuration", "Release", "Build configuration.")
    { Allowed = ["Release", "Debug"] };

    public static readonly Option ImageRepository = new(
        "image-repository", "the service's name", "Repository of the image in the registry.")
    {
        DefaultBy = settings => settings.ImageRepository,
        Check = value =>
            ImageReference.IsRepository(value) ? null : $"'{value}' is not a repository: lower-case letters, digits, '.', '_', '-' and '/'",
    };

    public static readonly Option ImageTag = new("image-tag", "from git, such as 1.4.0-3-gabc1234", "Tag of the image.")
    {
        Check = value => value is "latest" ? "'latest' names no version: give a tag that stays what it is"
            : ImageReference.IsTag(value) ? null
            : $"'{value}' is not a tag: at most 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
    };

    public static readonly Option ImageBuilder = new(
        "image-builder", "auto", "docker (needs a reachable engine), oci (needs none), or auto: docker if an engine answers.")
    {
        Allowed = ["auto", "docker", "oci"],
        Former = ["sdk"],
    };

    public static readonly Option GitOpsPath = new("gitops-path", "k8s", "The folder of it that holds base/ and overlays/.")
    {
        DefaultBy = settings => settings.GitOpsPath,
        Check = value => RepositoryPath.IsInside(value) ? null : $"'{value}' is not a folder inside the repository",
    };

    public static readonly Option WaitForMerge = new(
        "wait-for-merge", "off", "With --pull-request-branch: go on once somebody has merged it, within an hour or --timeout.")
    { IsFlag = true };

    public static readonly Option From = new(
        "from", "none", "Promote: the environment whose image is taken.")
    {
        AllowedBy = Environment.AllowedBy,
        For = [nameof(Promote)],
    };

    public static readonly Option To = new(
        "to", "the next one", "Promote: the environment that gets it. Rollback: the commit, tag or digest to go back to.")
    {
        For = [nameof(Promote), nameof(Rollback)],
        Check = value => RevisionPattern.IsMatch(value) ? null : $"'{value}' is not an environment, commit, tag or digest",
    };

    public static readonly Option Unproven = new(
        "unproven", "off", "Promote an image that was not proven where it runs.")
    {
        IsFlag = true,
        For = [nameof(Promote)],
    };

    public static readonly Option Reason = new("reason", "none", "Rollback: the reason, for the commit.")
    {
        For = [nameof(Rollback)],
    };

    public static readonly Option Name = new("name", "none", "NewService: the name of the service that files are written for.")
    {
        Check = KnownSettings.ProblemOfName,
        For = [nameof(Tasks.NewService)],
    };

    public static readonly Option Project = new(
        "project",
        "the one of that name",
        "NewService: the .csproj of the service; an absolute path may be in another repository.")
    {
        Check = value => value.EndsWith(".csproj", StringComparison.Ordinal) ? Settings.ProblemWith(value) : $"'{value}' is not a .csproj",
        For = [nameof(Tasks.NewService)],
    };

    public static readonly Option RollbackOnFailure = new(
        "rollback-on-failure",
        "off",
        "Deploy, Promote: when the proof fails, put back what ran before, if the overlay is still what this run wrote.")
    {
        IsFlag = true,
    };

    public static readonly Option Alert = new("alert", "all of them", "FireDrill: an alert to drill; may be repeated.")
    {
        IsRepeatable = true,
        For = [nameof(FireDrill)],
        Check = value => AlertPattern.IsMatch(value) ? null : $"'{value}' is not the name of an alert",
    };

    public static readonly Option TimeScale = new(
        "time-scale", "1", "FireDrill in the lab: divide every duration of rules, scrapes and waits by this number, from 1 to 1000.")
    {
        For = [nameof(FireDrill)],
        Check = value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= 1000
            ? null
            : $"'{value}' is not a whole number from 1 to 1000",
    };

    public static readonly Option Timeout = new(
        "timeout", "per step", "The upper bound of every wait, such as 90s, 5m or 1h; a program gets no less than without it.")
    {
        Check = value =>
            TryParseDuration(value, out _) ? null : $"'{value}' is not a duration: a number and s, m or h, such as 90s, at most 24h",
    };

    public static readonly Option Watch = new(
        "watch", "once", "Keep verifying for this long, such as 10m, and fail at the first failure; with Status, keep showing.")
    {
        Check = Timeout.Check,
        For =
        [
            nameof(Tasks.Deploy), nameof(Verify), nameof(VerifyTargets), nameof(VerifyAlerts), nameof(VerifyDashboards), nameof(VerifyLogs),
            nameof(Tasks.Status),
        ],
    };

    public static readonly Option Soak = new(
        "soak", "none", "Deploy, Promote: keep verifying for this long, such as 10m, and compare what runs with what ran before.")
    {
        Check = Timeout.Check,
        For = [nameof(Tasks.Deploy), nameof(Promote), nameof(Tasks.Verification.Soak), nameof(Baseline)],
    };

    public static readonly Option Once = new("once", "on", "Verify once, even if --watch is given.") { IsFlag = true };

    public static readonly Option Follow = new("follow", "off", "Logs: go on with the lines to come, until Ctrl-C.")
    {
        IsFlag = true,
        For = [nameof(Tasks.Logs)],
    };

    public static readonly Option Since = new("since", "10m", "Logs: how far back, such as 30s, 10m or 1h.")
    {
        Check = Timeout.Check,
        For = [nameof(Tasks.Logs)],
    };

    public static readonly Option Grep = new(
        "grep", "any", "Logs: only lines that this regular expression matches, such as 'status.:5'.")
    {
        Check = ProblemOfPattern,
        For = [nameof(Tasks.Logs)],
    };

    public static readonly Option Level = new("level", "trace", "Logs: only lines of at least this severity, and lines without one.")
    {
        Allowed = [.. Enum.GetNames<LogSeverity>().Select(name => name.ToLowerInvariant())],
        For = [nameof(Tasks.Logs)],
    };

    public static readonly Option Browse = new("browse", "off", "Open: show the first address in the browser, too.")
    {
        IsFlag = true,
        For = [nameof(Tasks.Open)],
    };

    public static readonly Option Yes = new(
        "yes", "off", "Agree in advance to what the build would ask about, such as Uninstall.")
    { IsFlag = true };

    public static readonly Option NoProgress = new(
        "no-progress", "off", "No live view, also on a terminal: plain lines, and one now and then during a wait.")
    { IsFlag = true };

    public static readonly Option Timings = new(
        "timings", "off", "Show how long each program took, after the table of tasks.")
    { IsFlag = true };

    public static readonly Option OutputVerbosity = new("verbosity", "Normal", "How much to say.") { Allowed = Enum.GetNames<Verbosity>() };

    public static readonly Option Exclusive = new(
        "exclusive", "off", "Run the targets without the tasks that they depend on.")
    { IsFlag = true };

    public static readonly Option PublishedPackages = new(
        "published-packages", "off", "Build with the published Cake.Frosting (docs/packages.md).")
    {
        IsFlag = true,
    };

    public static readonly Option Completion = new(
        "completion", "none", "Print a script that completes targets, options and values in a shell.")
    {
        Allowed = ["bash", "zsh", "pwsh"],
    };

    public static readonly Option Help = new("help", "off", "Show what people type; --help=all shows every option.") { IsFlag = true };

    private static readonly Option DryRun = new("dryrun", "off", "Show which tasks would run, and run nothing.") { IsFlag = true };

    private static readonly Option Tree = new("tree", "off", "Show what depends on what.") { IsFlag = true };

    private static readonly Option[] OfCake =
    [
        DryRun,
        new("description", "off", "List the tasks with what they do.") { IsFlag = true },
        Tree,
        OutputVerbosity,
        Exclusive,
        new("version", "off", "Show the version of Cake.") { IsFlag = true },
        Help,
    ];

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All =
    [
        Target, Settings, Environment, KubeContext, Configuration, ImageRegistry, ImageRepository, ImageTag, ImageBuilder,
        ImagePlatforms, CosignKey, CosignPublicKey, CosignIdentity, CosignIssuer,
        GitOpsRepository, GitOpsBranch, GitOpsPath, PullRequestBranch, WaitForMerge, From, To, Unproven, ProofMaxAge,
        Reason, RollbackOnFailure, Name, Project,
        LabWith, .. Addresses.Values, ClusterKind, ChartsFrom, IngressClass, Domain, DashboardsBy,
        AlertReceiver, AlertSmarthost, Alert, TimeScale, Yes, Timeout, Watch, Soak, Once,
        Follow, Since, Grep, Level, Browse, NoProgress, Timings, PublishedPackages, Completion, .. OfCake,
    ];

    /// <summary>Those that people type, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> Common =
    [
        Target, Environment, Settings, KubeContext, ImageTag, PullRequestBranch, From, To, Unproven, Reason, RollbackOnFailure, Alert,
        Yes, Timeout, Watch, Soak, NoProgress, DryRun, Tree, Help,
    ];
}
