using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Analysis;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>Soaks an environment: watches what runs before a rollout, then what runs after it.</summary>
public sealed class EnvironmentSoak(
    IPlatform platform, EnvironmentProof proof, ProofEngine engine, ProofRecorder recorder, TimeProvider time)
{
    /// <summary>Lines are counted beside a comparison, which does not wait for a server that has too many.</summary>
    private static readonly TimeSpan CountTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private WatchedBefore? _baseline;

    /// <summary>
    /// Watches what runs for as long as the soak, where requests are sent; where users send them, the time before the rollout is in
    /// Prometheus already.
    /// </summary>
    internal async Task WatchBeforeAsync(BuildContext context, string environment)
    {
        if (context.Options.Soak is not { } length)
        {
            return;
        }

        if (await platform.LiveAsync(environment, context.CancellationToken) is not { Replicas.Count: > 0 } live)
        {
            context.DeliveryLog.Information($"nothing runs in {environment}: nothing to compare with");
            return;
        }

        if (context.Report.Image is { } image && ImageReference.DigestIn(live.Image) == ImageReference.DigestIn(image.Reference))
        {
            context.DeliveryLog.Information($"{environment} runs this image already: nothing to compare with");
            return;
        }

        _baseline = SendsRequests(context, environment)
            ? await WatchWithRequestsAsync(context, live, length)
            : await OfUsersAsync(context, live, length);
    }

    private async Task<WatchedBefore> OfUsersAsync(BuildContext context, LiveEnvironment live, TimeSpan length)
    {
        var now = time.GetUtcNow();
        return new(now - length, now, await ErrorLinesAsync(context, live, now - length));
    }

    private async Task<WatchedBefore> WatchWithRequestsAsync(BuildContext context, LiveEnvironment live, TimeSpan length)
    {
        var (begin, start) = (time.GetUtcNow(), time.GetTimestamp());
        await using var traffic = await SendAsync(context, live);
        while (time.GetElapsedTime(start) < length)
        {
            var soFar = $"{Plural.Of(traffic.Counts.Sent, "request")} sent";
            context.DeliveryLog.Progress(new StepProgress("watching what runs before the rollout", soFar)
            {
                Elapsed = time.GetElapsedTime(start),
                Limit = length,
                Pace = SoakRun.Pace,
            });
            var left = length - time.GetElapsedTime(start);
            await Task.Delay(left < Beat && left > TimeSpan.Zero ? left : Beat, time, context.CancellationToken);
        }

        var (sent, unanswered) = traffic.Counts;
        context.DeliveryLog.Information(
            $"{Plural.Of(sent, "request")} sent to what runs before the rollout, {unanswered} of them not answered");
        return new(begin, time.GetUtcNow(), await ErrorLinesAsync(context, live, begin));
    }

    /// <summary>Soaks what runs.</summary>
    /// <exception cref="DeliveryException">Something is not proven any more, is worse than before, or can't be compared.</exception>
    internal async Task RunAsync(BuildContext context, string environment)
    {
        if (context.Options.Soak is not { } length || context.Report.AwaitsMerge)
        {
            return;
        }

        var live = await context.LiveAsync(platform, environment);
        var begin = time.GetUtcNow();
        var analysis = await VersionAnalysis.OfAsync(
            await context.PrometheusAsync(platform),
            context.Options.Settings.Analysis,
            live,
            _baseline,
            length,
            begin,
            context.CancellationToken);
        if (analysis.ReasonForNone is { } why)
        {
            context.DeliveryLog.Warning($"nothing is compared with what ran before: {why}");
        }

        await using var traffic = SendsRequests(context, environment) ? await SendAsync(context, live) : null;
        string? missing;
        try
        {
            missing = await new SoakRun(engine, context.DeliveryLog, time).RunAsync(
                token => proof.ClaimsAsync(context, environment, token),
                CompareAsync,
                length,
                context.Report.Add,
                context.CancellationToken);
        }
        catch (DeliveryException exception)
        {
            await RecordAsync("fail", exception.What);
            await AbortAsync(context, live);
            throw;
        }

        if (missing is not null)
        {
            throw Inconclusive(context, live, length, missing);
        }

        await PromoteAsync(context, live);
        await RecordAsync("pass", "all stayed proven, and nothing is worse than before");

        async Task<Judgement> CompareAsync(CancellationToken cancellationToken) => await analysis.JudgeAsync(
            begin, time.GetUtcNow(), SoakRun.Looks, await ErrorLinesAsync(context, live, begin), cancellationToken);

        Task RecordAsync(string verdict, string summary) =>
            recorder.RecordSoakAsync(context, live, begin, new(StepProgress.Seconds(length), verdict, summary));
    }

    private static bool SendsRequests(BuildContext context, string environment) =>
        context.Options.Settings.Analysis.Traffic is { RequestsPerSecond: > 0 } traffic
        && (context.Options.Cluster.DeliversToLab || traffic.Environments.Contains(environment));

    /// <summary>Too few requests: nothing is wrong that a rollback would end.</summary>
    private static DeliveryException Inconclusive(BuildContext context, LiveEnvironment live, TimeSpan length, string missing)
    {
        context.Report.Outcome.IsInconclusive = true;
        if (live.IsCanary)
        {
            context.DeliveryLog.Warning("the canary keeps waiting: it is neither promoted nor aborted");
        }

        return new(
            "the soak is inconclusive",
            $"nothing looked worse than before, but a difference as large as the limit could have gone unnoticed: {missing}",
            $"a --soak longer than {StepProgress.Seconds(length)}, or analysis.traffic in the settings file");
    }

    private async Task PromoteAsync(BuildContext context, LiveEnvironment live)
    {
        if (live.IsCanary)
        {
            context.DeliveryLog.Information("the canary is no worse than the stable version, and is promoted");
            await platform.PromoteCanaryAsync(live.Environment, context.CancellationToken);
            context.Report.Live = await context.LiveAsync(platform, live.Environment);
            await proof.ProveAllAsync(context, live.Environment);
        }
    }

    private async Task AbortAsync(BuildContext context, LiveEnvironment live)
    {
        if (!live.IsCanary)
        {
            return;
        }

        try
        {
            await platform.AbortCanaryAsync(live.Environment, context.CancellationToken);
            context.DeliveryLog.Warning(
                "the canary is aborted, and only the stable version serves; the overlay still names the aborted one, which "
                + $"--rollback-on-failure or ./build.sh --target=Rollback --environment={live.Environment} replaces");
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Warning($"the canary is still there: {exception.Message}");
        }
    }

    private async Task<RequestTraffic> SendAsync(BuildContext context, LiveEnvironment live)
    {
        var (settings, traffic) = (context.Options.Settings, context.Options.Settings.Analysis.Traffic);
        var address = await platform.ServiceAddressAsync(live, context.CancellationToken);
        IReadOnlyList<string> paths = traffic.Paths.Count > 0 ? traffic.Paths : [settings.Request.Path];
        return RequestTraffic.Begin(
            ServiceClient.For(address),
            [.. paths.Select(path => new Uri(address, path))],
            traffic.RequestsPerSecond,
            time,
            context.CancellationToken);
    }

    /// <summary>Null where they can't be counted, or not in time.</summary>
    private async Task<long?> ErrorLinesAsync(BuildContext context, LiveEnvironment live, DateTimeOffset since)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        patience.CancelAfter(CountTimeout);
        var pods = live.Newest.Select(replica => replica.Pod).ToHashSet();
        var count = 0L;
        try
        {
            var source = await platform.LogSourceAsync(live, patience.Token);
            await new LogReader(context.DeliveryLog, time).RunAsync(
                source,
                new LogQuery(since, Follows: false) { Least = LogSeverity.Error },
                lines => count += lines.Count(line => line.Severity >= LogSeverity.Error && pods.Contains(line.Pod)),
                patience.Token);
            context.CancellationToken.ThrowIfCancellationRequested();
            return patience.IsCancellationRequested ? null : count;
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Detail($"lines at error level are not counted: {exception.Message}");
            return null;
        }
    }
}
