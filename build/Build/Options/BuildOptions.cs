using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Build.Options;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Settings">Which service is meant, by the settings file.</param>
/// <param name="Targets">The targets, by the names that the tasks have.</param>
/// <param name="Environment">The overlay that is meant.</param>
/// <param name="Configuration"><c>Release</c> or <c>Debug</c>.</param>
/// <param name="Image">What the image is called and how it is built.</param>
/// <param name="GitOps">Which repository Argo CD watches.</param>
/// <param name="Release">What is promoted or rolled back.</param>
/// <param name="Cluster">Which cluster is delivered to.</param>
/// <param name="Drill">Which alerts are drilled.</param>
/// <param name="Timeout">The upper bound of every wait; null for the bound that each step has of its own.</param>
public sealed record BuildOptions(
    BuildSettings Settings,
    IReadOnlyList<string> Targets,
    string Environment,
    string Configuration,
    ImageOptions Image,
    GitOpsOptions GitOps,
    ReleaseOptions Release,
    ClusterOptions Cluster,
    DrillOptions Drill,
    TimeSpan? Timeout)
{
    /// <summary>Whether all tests are asked for, those of the build itself too.</summary>
    public bool TestsAll => Targets.Contains(nameof(Tasks.Code.Test));

    /// <summary>Whether a terminal shows the tasks and the state of waits in their place.</summary>
    public bool ShowsProgress { get; init; } = true;

    /// <summary>Whether the targets run without what they depend on.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Whether the time of each program is shown.</summary>
    public bool ShowsTimings { get; init; }

    /// <summary>How long what was proven is watched; null for once.</summary>
    public TimeSpan? Watch { get; init; }

    /// <summary>How long what was proven is soaked; null for not at all.</summary>
    public TimeSpan? Soak { get; init; }

    /// <summary>Whether the browser shows what is opened.</summary>
    public bool Browses { get; init; }

    /// <summary>Which lines of the log are shown.</summary>
    public LogOptions Logs { get; init; } = LogOptions.Default;

    /// <summary>The programs that the lab runs beside its own parts.</summary>
    public IReadOnlyList<Tool> LabWith { get; init; } = [];

    /// <summary>Whether a drill may be held: where users would suffer from it, only when that was agreed to.</summary>
    public bool AllowsDrill => !IsProduction || Cluster.IsConfirmed;

    /// <summary>
    /// What was given besides the targets, each as <c>--name=value</c>: what another build gets that is to do the same elsewhere.
    /// </summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>By what images are signed, and whose signature counts.</summary>
    public SigningSettings Signing { get; init; } = new(null, null, null, null);

    /// <summary>For which project files are written.</summary>
    public NewServiceOptions NewService { get; init; } = new(null, null);

    /// <summary>Whether the environment is the one that users depend on.</summary>
    public bool IsProduction => Environment == Settings.Production;

    /// <exception cref="CommandLineException">Options do not go together, or the targets with them.</exception>
    internal static BuildOptions From(CommandLine line)
    {
        var aggregate = line.Has(KnownOptions.Exclusive) ? line.Targets.FirstOrDefault(Tasks.BuildTasks.Aggregates.Contains) : null;
        return aggregate is null ? Read(line) : throw new CommandLineException(
            $"--exclusive leaves out all that {aggregate} stands for, so that nothing would be done. "
            + "Leave out --exclusive, or name the task that is meant; --tree shows them.");
    }

    private static BuildOptions Read(CommandLine line) => new(
        line.Settings,
        line.Targets,
        line.ValueOf(KnownOptions.Environment).ToLowerInvariant(),
        string.Equals(line[KnownOptions.Configuration], "Debug", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release",
        ImageOptions.From(line),
        GitOpsOptions.From(line),
        ReleaseOptions.Parse(line),
        ClusterOptions.From(line),
        DrillOptions.From(line),
        Duration(line, KnownOptions.Timeout))
    {
        ShowsProgress = !line.Has(KnownOptions.NoProgress)
            && line[KnownOptions.OutputVerbosity]?.ToLowerInvariant() is not ("diagnostic" or "quiet"),
        IsExclusive = line.Has(KnownOptions.Exclusive),
        ShowsTimings = line.Has(KnownOptions.Timings),
        Given = [.. line.Arguments.Where(argument => !argument.StartsWith($"--{KnownOptions.Target.Name}=", StringComparison.Ordinal))],
        Signing = SigningOptions.From(line),
        NewService = NewServiceOptions.Parse(line),
        Logs = LogOptions.From(line),
        Browses = line.Has(KnownOptions.Browse),
        LabWith = line[PlaceOptions.LabWith] is { } programs ? PlaceOptions.ToolsIn(programs)! : [],
        Watch = line.Has(KnownOptions.Once) ? null : Duration(line, KnownOptions.Watch),
        Soak = Duration(line, KnownOptions.Soak) ?? (
            line.Targets.Contains(nameof(Tasks.Verification.Soak)) ? TimeSpan.FromMinutes(10) : null),
    };

    /// <summary>The time that an option gives; null when it was not given.</summary>
    internal static TimeSpan? Duration(CommandLine line, Option option) => line[option] is { } text ? Duration(text) : null;

    /// <summary>Of a text that the table of options has checked.</summary>
    private static TimeSpan Duration(string text) =>
        OptionChecks.TryParseDuration(text, out var duration) ? duration : throw new FormatException(text);
}

/// <summary>Which repository Argo CD watches.</summary>
/// <param name="Repository">A URL or path; null for the platform's own.</param>
/// <param name="Branch">The branch that is followed.</param>
/// <param name="PullRequestBranch">
/// The branch that commits are pushed to for a pull request; null to push to <paramref name="Branch"/>.
/// </param>
public sealed record GitOpsOptions(string? Repository, string Branch, string? PullRequestBranch)
{
    /// <summary>Whether a run goes on after the merge, rather than ending before it.</summary>
    public bool WaitsForMerge { get; init; }

    /// <summary>The folder of an overlay in it, as <see cref="OverlayFile.Folder"/> reads it.</summary>
    public required string Overlays { get; init; }

    /// <summary>All folders of it that overlays are made of.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <exception cref="CommandLineException">There is no merge to wait for.</exception>
    internal static GitOpsOptions From(CommandLine line)
    {
        var path = line.ValueOf(KnownOptions.GitOpsPath);
        var options = new GitOpsOptions(
            line[PlaceOptions.GitOpsRepository], line.ValueOf(PlaceOptions.GitOpsBranch), line[PlaceOptions.PullRequestBranch])
        {
            WaitsForMerge = line.Has(KnownOptions.WaitForMerge),
            Overlays = $"{path}/{line.Settings.Layout}",
            Folders = [path, .. line.Settings.SharedManifests],
        };
        return options is { WaitsForMerge: true, PullRequestBranch: null }
            ? throw new CommandLineException("--wait-for-merge needs a branch that is merged: --pull-request-branch=deploy/dev.")
            : options;
    }
}

/// <summary>What the image is called and how it is built.</summary>
/// <param name="Registry">The registry; null for the platform's own.</param>
/// <param name="Tag">The tag; null for the version from git.</param>
/// <param name="Builder"><c>auto</c>, <c>docker</c> or <c>oci</c>.</param>
/// <param name="Platforms">What it runs on; null for what it is delivered to.</param>
public sealed record ImageOptions(
    string? Registry, string Repository, string? Tag, string Builder, IReadOnlyList<ImagePlatform>? Platforms)
{
    /// <summary>Reads <c>linux/amd64,linux/arm64</c>, in whatever order: the same platforms make the same index.</summary>
    internal static bool TryParsePlatforms(string text, out IReadOnlyList<ImagePlatform> platforms)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        platforms = [.. ImagePlatform.Known.Where(known => names.Contains(known.ToString()))];
        return platforms.Count == names.Length;
    }

    internal static ImageOptions From(CommandLine line) => new(
        line[PlaceOptions.ImageRegistry],
        line.ValueOf(KnownOptions.ImageRepository),
        line[KnownOptions.ImageTag],
        (line[KnownOptions.ImageBuilder] ?? "auto").ToLowerInvariant() is var builder && builder == "sdk" ? "oci" : builder,
        line[PlaceOptions.ImagePlatforms] is { } text && TryParsePlatforms(text, out var platforms) ? platforms : null);
}

internal static class SigningOptions
{
    /// <summary>The settings.</summary>
    /// <exception cref="CommandLineException">One of two options that belong together is missing.</exception>
    public static SigningSettings From(CommandLine line)
    {
        var settings = new SigningSettings(
            line[PlaceOptions.CosignKey],
            line[PlaceOptions.CosignPublicKey],
            line[PlaceOptions.CosignIdentity],
            line[PlaceOptions.CosignIssuer])
        { UsesTransparencyLog = line.Settings.UsesTransparencyLog };
        var (identity, issuer) = (PlaceOptions.CosignIdentity, PlaceOptions.CosignIssuer);
        return (settings.Identity, settings.Issuer) switch
        {
            (not null, null) => throw Alone(identity, issuer),
            (null, not null) => throw Alone(issuer, identity),
            _ => settings,
        };

        CommandLineException Alone(Option given, Option missing) => new(
            $"{line.SourceOf(given)} needs --{missing.Name}, or {missing.Setting} in the settings file: "
            + "an identity means nothing without its issuer.");
    }
}

/// <summary>What is promoted or rolled back.</summary>
/// <param name="From">The environment whose image is promoted.</param>
/// <param name="To">
/// The environment that gets it, also where it is the next and was not named; or for a rollback the commit, tag or digest to go back to.
/// </param>
/// <param name="AllowsUnproven">Whether an image is promoted that was not proven.</param>
/// <param name="Reason">Why there is a rollback.</param>
/// <param name="RollsBackOnFailure">Whether a Deploy whose proof fails puts back what ran before.</param>
public sealed record ReleaseOptions(string? From, string? To, bool AllowsUnproven, string? Reason, bool RollsBackOnFailure)
{
    /// <summary>How old a proof may be, and where it has to be.</summary>
    public ProofSettings Proof { get; init; } = new();

    /// <summary>Reads them.</summary>
    /// <exception cref="CommandLineException">
    /// What is to be promoted, or where to, is not said: better before the first task than after minutes.
    /// </exception>
    internal static ReleaseOptions Parse(CommandLine line)
    {
        var (from, to) = (line[KnownOptions.From]?.ToLowerInvariant(), line[KnownOptions.To]);
        if (line.Targets.Contains("Promote"))
        {
            to = Destination(line.Settings, from, to?.ToLowerInvariant());
        }

        return new(from, to, line.Has(KnownOptions.Unproven), line[KnownOptions.Reason], line.Has(KnownOptions.RollbackOnFailure))
        {
            Proof = new ProofSettings
            {
                LongestAge = OptionChecks.TryParseDuration(line.ValueOf(PlaceOptions.ProofMaxAge), out var age, TimeSpan.MaxValue)
                    ? age
                    : throw new FormatException(line.ValueOf(PlaceOptions.ProofMaxAge)),
                RequiresAttestation = line.Settings.Promotion.RequiresAttestation,
            },
        };
    }

    private static string Destination(BuildSettings settings, string? from, string? to)
    {
        if (from is null)
        {
            throw new CommandLineException(
                $"Promote needs --from: the environment whose image is taken, such as --from={settings.Environments[0]}.");
        }

        to ??= settings.After(from) ?? throw new CommandLineException($"Promote needs --to: {from} is the last environment.");
        return settings.Environments.Contains(to)
            ? to
            : throw new CommandLineException(
                $"--to: '{to}' is not one of {string.Join(", ", settings.Environments)}{Nearest.Hint(to, settings.Environments)}");
    }
}

/// <summary>For which project files are written.</summary>
/// <param name="Name">The service's name.</param>
/// <param name="Project">The project's path; null for the one of that name.</param>
public sealed record NewServiceOptions(string? Name, string? Project)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="CommandLineException">The name is missing.</exception>
    internal static NewServiceOptions Parse(CommandLine line) =>
        line[KnownOptions.Name] is null && line.Targets.Contains(nameof(Tasks.NewService))
            ? throw new CommandLineException("NewService needs --name: what the service is to be called, such as --name=shop.")
            : new(line[KnownOptions.Name], line[KnownOptions.Project]);
}

/// <summary>Which lines of the log are shown.</summary>
/// <param name="Since">How far back.</param>
/// <param name="Follows">Whether those to come are, too.</param>
/// <param name="Pattern">What they match; null for anything.</param>
/// <param name="Least">How bad they are.</param>
public sealed record LogOptions(TimeSpan Since, bool Follows, Regex? Pattern, LogSeverity Least)
{
    internal static LogOptions Default { get; } = new(TimeSpan.FromMinutes(10), Follows: false, Pattern: null, LogSeverity.Trace);

    /// <summary>The question at a moment.</summary>
    internal LogQuery At(DateTimeOffset now) => new(now - Since, Follows) { Pattern = Pattern, Least = Least };

    /// <summary>An expression that takes no longer for one line than for another.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It needs to go back and forth, as with a back-reference.</exception>
    internal static Regex PatternOf(string text) => new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    internal static LogOptions From(CommandLine line) => new(
        BuildOptions.Duration(line, KnownOptions.Since) ?? Default.Since,
        line.Has(KnownOptions.Follow),
        line[KnownOptions.Grep] is { } pattern ? PatternOf(pattern) : null,
        line[KnownOptions.Level] is { } level ? Enum.Parse<LogSeverity>(level, ignoreCase: true) : Default.Least);
}

/// <summary>Which alerts are drilled, and how fast.</summary>
/// <param name="Alerts">The names of the alerts; all of them when empty.</param>
/// <param name="Scale">How much faster than true time.</param>
public sealed record DrillOptions(IReadOnlyList<string> Alerts, TimeScale Scale)
{
    /// <summary>Makes sure that the alerts exist, and gives them the names that they have.</summary>
    /// <param name="file">The path of the alert rules.</param>
    /// <exception cref="CommandLineException">One does not; the message has the nearest.</exception>
    internal DrillOptions Of(string file)
    {
        if (Alerts.Count == 0)
        {
            return this;
        }

        try
        {
            var rules = ManifestSet.Load(file).Only<PrometheusRule>();
            List<string> known = [.. rules.Groups.SelectMany(group => group.Rules).Select(rule => rule.Alert).OfType<string>()];
            return this with { Alerts = [.. Alerts.Select(asked => Named(asked, known))] };
        }
        catch (DeliveryException exception)
        {
            throw new CommandLineException($"--alert can't be checked: {exception.Message}");
        }
    }

    internal static DrillOptions From(CommandLine line)
    {
        var factor = int.Parse(line.ValueOf(KnownOptions.TimeScale), CultureInfo.InvariantCulture);
        return factor == 1 || ClusterOptions.From(line).Settings.Source is not { } cluster
            ? new([.. line.All(KnownOptions.Alert).Distinct()], new TimeScale(factor))
            : throw new CommandLineException(
                $"--time-scale is for the lab, and {cluster.Name} names a Prometheus that keeps its own time. "
                + $"Leave out --time-scale; for the lab, {cluster.WayToLab}.");
    }

    private static string Named(string asked, List<string> known) =>
        known.Find(alert => alert.Equals(asked, StringComparison.OrdinalIgnoreCase))
        ?? throw new CommandLineException($"--alert: no alert of alerts.yaml is called '{asked}'{Nearest.Hint(asked, known)}");
}
