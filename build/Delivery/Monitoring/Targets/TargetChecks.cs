using System.Globalization;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Targets;

/// <summary>A replica runs, and runs the image that is live.</summary>
internal static class ReplicaCheck
{
    public static CheckResult Of(LiveReplica replica, string image)
    {
        var id = $"replicas/{replica.Pod}";
        var title = $"{replica.Pod} runs the live image";
        var expected = ImageReference.DigestIn(image);
        return replica switch
        {
            { IsRunning: false } => CheckResult.Fail(
                id,
                title,
                $"expected to run, {replica.Runtime} has ended",
                "the replica was killed or has crashed",
                "./build.sh --target=Deploy replaces it"),
            { IsOfStable: true } => CheckResult.Pass(
                id, $"{replica.Pod} runs beside the canary", $"{replica.Runtime}, {replica.Image}, the stable version"),
            _ when ImageReference.DigestIn(replica.Image) != expected => CheckResult.Fail(
                id, title, $"expected {expected}, {replica.Runtime} runs {ImageReference.DigestIn(replica.Image)}",
                "it runs another image than the live one", "./build.sh --target=Deploy replaces it"),
            _ => CheckResult.Pass(id, title, $"{replica.Runtime}, {replica.Image}"),
        };
    }
}

/// <summary>
/// A target is a replica of now, is scraped as its ServiceMonitor or PodMonitor says now, is up, and answers well within its timeout.
/// </summary>
internal static class TargetCheck
{
    /// <summary>The share of its timeout that a scrape may take before it is worth a word.</summary>
    private const double SlowShare = 0.5;

    /// <param name="monitor">The ServiceMonitor or PodMonitor that it is scraped by.</param>
    /// <param name="replicas">The pods that are live; none where no cluster can be asked which.</param>
    public static CheckResult Of(
        ActiveTarget target, ScrapeMonitor monitor, MonitorEndpoint endpoint, IReadOnlyList<LiveReplica> replicas)
    {
        var name = NameOf(target);
        var id = $"targets/{name}";
        var title = $"{name} is up";
        var asked = $"{target.ScrapeUrl} is {target.Health}";
        var isOfReplica = replicas.Any(replica => replica.Pod == target.Labels.GetValueOrDefault("pod"));
        if (replicas.Count > 0 && !endpoint.Rewrites("pod") && !isOfReplica)
        {
            var expected = string.Join(", ", replicas.Select(replica => replica.Pod));
            return CheckResult.Fail(
                id, title, $"expected one of {expected}, found {name} at {target.ScrapeUrl}",
                "Prometheus still scrapes a replica that was replaced", "wait for its discovery and verify again");
        }

        var differences = DifferencesOf(target, endpoint);
        if (!differences.AreNone)
        {
            return CheckResult.Fail(
                id, title, $"{differences}", $"Prometheus scrapes it by another version of {monitor}",
                $"./build.sh --target=Deploy applies the {monitor.Metadata.Kind} of the overlay");
        }

        return target.Health switch
        {
            "up" => Up(target, id, title, asked),
            "down" => CheckResult.Fail(
                id,
                title,
                $"expected up, {asked}: {target.LastError}",
                "the replica does not answer where Prometheus asks, or not as it should",
                "./build.sh --target=Deploy replaces a replica that has ended; kubectl get pods shows what runs; "
                    + "./build.sh --target=LabStatus shows what runs in the lab"),
            _ =>
                CheckResult.Fail(
                    id, title, $"expected up, {asked}", "it has not been scraped yet", "wait one scrape interval and verify again"),
        };
    }

    /// <summary>What a person calls the target.</summary>
    public static string NameOf(ActiveTarget target) =>
        target.Labels.GetValueOrDefault("pod") ?? target.Labels.GetValueOrDefault("instance") ?? target.ScrapeUrl;

    /// <summary>What the monitor leaves to the server, or relabels itself, is not compared.</summary>
    private static Differences DifferencesOf(ActiveTarget target, MonitorEndpoint endpoint)
    {
        var differences = new Differences();
        if (!endpoint.Rewrites("__metrics_path__"))
        {
            differences.Compare(
                "path",
                endpoint.Path,
                Uri.TryCreate(target.ScrapeUrl, UriKind.Absolute, out var url) ? url.AbsolutePath : target.ScrapeUrl);
        }

        if (!endpoint.Rewrites("endpoint") && target.Labels.TryGetValue("endpoint", out var port))
        {
            differences.Compare("port", endpoint.Port ?? endpoint.TargetPort ?? "", port);
        }

        Compare("interval", endpoint.Interval, target.ScrapeInterval);
        Compare("scrapeTimeout", endpoint.ScrapeTimeout, target.ScrapeTimeout);
        return differences;

        void Compare(string what, TimeSpan? expected, string? found)
        {
            if (expected is { } wanted && PrometheusDuration.TryParse(found ?? "", out var scraped))
            {
                differences.Compare(what, wanted, scraped.TotalSeconds);
            }
        }
    }

    private static CheckResult Up(ActiveTarget target, string id, string title, string asked)
    {
        var took = $"{asked}, last scrape took {(target.LastScrapeDuration * 1000).ToString("0.0", CultureInfo.InvariantCulture)} ms";
        return PrometheusDuration.TryParse(target.ScrapeTimeout ?? "", out var timeout)
            && timeout > TimeSpan.Zero
            && target.LastScrapeDuration > SlowShare * timeout.TotalSeconds
            ? CheckResult.Warn(
                id,
                title,
                $"{took} of {target.ScrapeTimeout}",
                "beyond its timeout a scrape fails as a whole",
                "look at what the replica does, or give its monitor a longer scrapeTimeout")
            : CheckResult.Pass(id, title, took);
    }
}

/// <summary>The targets of a pool stay well below the sample limit of their monitor.</summary>
internal static class SampleLimitCheck
{
    /// <summary>The share of the limit from which on it is worth a word.</summary>
    private const double NearShare = 0.8;

    /// <summary>A warning for each target that is near; they are asked for at once, for there may be thousands.</summary>
    public static async Task<IReadOnlyList<CheckResult>> OfAsync(
        PrometheusClient prometheus, IReadOnlyList<ActiveTarget> targets, int limit, CancellationToken cancellationToken)
    {
        var near = string.Create(CultureInfo.InvariantCulture, $"scrape_samples_post_metric_relabeling > {NearShare * limit}");
        var found = (await prometheus.QueryAsync(near, cancellationToken)).ToLookup(series => series.Metric.GetValueOrDefault("instance"));
        return
        [
            .. from target in targets
               from series in found[target.Labels.GetValueOrDefault("instance")]
               where series.Metric.GetValueOrDefault("job") == target.Labels.GetValueOrDefault("job")
               select Warning(
                   TargetCheck.NameOf(target), string.Create(CultureInfo.InvariantCulture, $"{near}: {series.Value?.Value} of {limit}")),
        ];
    }

    private static CheckResult Warning(string name, string evidence) => CheckResult.Warn(
        $"targets/{name}/samples", $"{name} stays below its sample limit", evidence, "beyond the limit a scrape fails as a whole",
        "find the label with too many values, or raise the sampleLimit of the monitor");
}
