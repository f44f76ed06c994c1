using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Helm;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.CakeTools;

/// <summary>helm 3 or 4 through the Cake tools.</summary>
/// <param name="helm">The path of helm, asked for when it is first needed.</param>
/// <param name="context">The context of the kubeconfig; null when none was given.</param>
/// <param name="folder">Where helm keeps what it knows of chart repositories: the user's own list is left alone.</param>
/// <param name="timeout">What <c>--timeout</c> gives to what waits for no pods, if that is longer.</param>
internal sealed class CakeHelm(
    ICakeContext cake, Func<CancellationToken, Task<string>> helm, string? context, string folder, TimeSpan? timeout = null) : IHelm
{
    /// <summary>The most revisions that are looked at for one that was good.</summary>
    private const int HistoryDepth = 32;

    /// <summary>How long helm may take without waiting for pods: a chart of a megabyte on a slow line.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(3);

    /// <summary>
    /// An interrupted helm puts back what it has changed, or writes down at least that it was: killed at once it leaves its release
    /// pending.
    /// </summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    private int? _majorVersion;

    public async Task<IReadOnlyList<HelmRelease>> ListAsync(string? ns, CancellationToken cancellationToken)
    {
        var settings = new HelmListSettings { Namespace = ns, AllNamespaces = ns is null, Output = "json" };
        var json = await RunAsync(settings, cake.HelmList, cancellationToken);
        return Items(json, release => new HelmRelease(
            Text(release, "name"),
            Text(release, "namespace"),
            int.Parse(Text(release, "revision"), CultureInfo.InvariantCulture),
            HelmTime.Parse(Text(release, "updated")),
            Text(release, "status"),
            Text(release, "chart")));
    }

    public async Task<JsonObject> ValuesAsync(string release, string ns, CancellationToken cancellationToken)
    {
        var settings = new HelmStatusSettings { Release = release, Namespace = ns, Output = "json" };
        var json = await RunAsync(settings, cake.HelmStatus, cancellationToken);
        return Read(json, status => status["config"]?.DeepClone() as JsonObject ?? []);
    }

    public async Task<IReadOnlyList<HelmRevision>> HistoryAsync(string release, string ns, CancellationToken cancellationToken)
    {
        var settings = new HelmHistorySettings { Release = release, Namespace = ns, Max = HistoryDepth, Output = "json" };
        var json = await RunAsync(settings, cake.HelmHistory, cancellationToken);
        return Items(
            json,
            revision => new HelmRevision(int.Parse(Text(revision, "revision"), CultureInfo.InvariantCulture), Text(revision, "status")));
    }

    public async Task<string> TemplateAsync(HelmInstallation installation, CancellationToken cancellationToken) => await RunAsync(
        await WithChartAsync(new HelmTemplateSettings { IncludeCrds = true }, installation, cancellationToken),
        cake.HelmTemplate,
        cancellationToken);

    public async Task UpgradeAsync(
        HelmInstallation installation, TimeSpan timeout, CancellationToken stop, CancellationToken cancellationToken)
    {
        var settings = new HelmUpgradeSettings
        {
            Install = true,
            CreateNamespace = true,
            Wait = true,
            RollbackOnFailure = true,
            Timeout = timeout,
            ToolTimeout = Beyond(timeout),
            StopToken = stop,
        };
        await RunAsync(await WithChartAsync(settings, installation, cancellationToken), cake.HelmUpgrade, cancellationToken);
    }

    public Task RollbackAsync(string release, string ns, int revision, TimeSpan timeout, CancellationToken cancellationToken) => RunAsync(
        new HelmRollbackSettings
        {
            Release = release,
            Namespace = ns,
            Revision = revision,
            Wait = true,
            Timeout = timeout,
            ToolTimeout = Beyond(timeout),
        },
        BlockingTool.Done<HelmRollbackSettings>(cake.HelmRollback),
        cancellationToken);

    public Task UninstallAsync(string release, string ns, TimeSpan timeout, CancellationToken cancellationToken) => RunAsync(
        new HelmUninstallSettings
        {
            Release = release,
            Namespace = ns,
            IgnoreNotFound = true,
            Wait = true,
            Timeout = timeout,
            ToolTimeout = Beyond(timeout),
        },
        BlockingTool.Done<HelmUninstallSettings>(cake.HelmUninstall),
        cancellationToken);

    /// <summary>helm's own timeout counts for each of its steps, of which a failing upgrade has two: the wait, and the way back.</summary>
    private static TimeSpan Beyond(TimeSpan timeout) => (2 * timeout) + AnswerTime;

    private async Task<TSettings> WithChartAsync<TSettings>(
        TSettings settings, HelmInstallation installation, CancellationToken cancellationToken)
        where TSettings : HelmChartSettings
    {
        settings.Release = installation.Release;
        settings.Namespace = installation.Namespace;
        settings.Chart = await ChartAsync(installation.Source, cancellationToken);
        settings.Version = installation.Source.Version;
        settings.Values = ["-"];
        settings.StandardInput = installation.Values.ToJsonString();
        return settings;
    }

    /// <summary>The chart as helm finds it, in a repository that is known by then.</summary>
    private async Task<string> ChartAsync(ChartSource source, CancellationToken cancellationToken)
    {
        if (source.Repository is not { } repository)
        {
            return source.Chart;
        }

        var name = repository.Host.Replace('.', '-');
        var settings = new HelmRepoAddSettings { Name = name, Url = repository.ToString().TrimEnd('/'), ForceUpdate = true };
        await RunAsync(settings, BlockingTool.Done<HelmRepoAddSettings>(cake.HelmRepoAdd), cancellationToken);
        return $"{name}/{source.Chart}";
    }

    private async Task<TResult> RunAsync<TSettings, TResult>(
        TSettings settings, Func<TSettings, TResult> run, CancellationToken cancellationToken)
        where TSettings : HelmSettings
    {
        var cluster = ClusterTool.Required(context);
        settings.KubeContext = cluster;
        settings.ToolPath = await helm(cancellationToken);
        settings.ToolTimeout ??= timeout > AnswerTime ? timeout : AnswerTime;
        settings.EnvironmentVariables = new Dictionary<string, string>
        {
            ["HELM_REPOSITORY_CONFIG"] = Path.Combine(folder, "repositories.yaml"),
            ["HELM_REPOSITORY_CACHE"] = Path.Combine(folder, "cache"),
        };
        using var late = new CancellationTokenSource();
        await using var registration = cancellationToken.Register(() => late.CancelAfter(GracePeriod));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(settings.StopToken, cancellationToken);
        (settings.StopToken, settings.CancellationToken) = (stop.Token, late.Token);
        if (settings is not HelmVersionSettings)
        {
            settings.MajorVersion = await MajorVersionAsync(cancellationToken);
        }

        return await ClusterTool.RunAsync(() => run(settings), cluster, cancellationToken);
    }

    private async Task<int> MajorVersionAsync(CancellationToken cancellationToken)
    {
        if (_majorVersion is null)
        {
            var version = await RunAsync(new HelmVersionSettings(), cake.HelmVersion, cancellationToken);
            _majorVersion = int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture);
        }

        return _majorVersion.Value;
    }

    private static IReadOnlyList<T> Items<T>(string json, Func<JsonNode, T> read) =>
        Read<IReadOnlyList<T>>(json, list => [.. list.AsArray().OfType<JsonNode>().Select(read)]);

    private static T Read<T>(string json, Func<JsonNode, T> read) =>
        ForeignJson.Read(json, "what helm printed", "run the command by hand to see it", read);

    private static string Text(JsonNode node, string key) => node[key]?.ToString() ?? "";
}

/// <summary>Reads the times of <c>helm list</c>, which are Go's, such as <c>2026-11-22 10:49:24.324106359 +0000 UTC</c>.</summary>
internal static class HelmTime
{
    private static readonly Regex Go = new(
        @"^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)? (?<hours>[+-]\d\d)(?<minutes>\d\d)", RegexOptions.ExplicitCapture);

    /// <summary>The time, to the second.</summary>
    public static DateTimeOffset Parse(string text) =>
        Go.Match(text) is { Success: true } match
        && DateTimeOffset.TryParseExact(
            $"{match.Groups["time"].Value} {match.Groups["hours"].Value}:{match.Groups["minutes"].Value}",
            "yyyy-MM-dd HH:mm:ss zzz",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time)
            ? time
            : throw new FormatException($"'{text}' is not a time of helm.");
}
