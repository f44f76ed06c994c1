using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Monitoring.Targets;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>Proves an environment, family by family, and records each result.</summary>
public sealed class EnvironmentProof(
    IPlatform platform, ProofEngine engine, ProofRecorder recorder, TimeProvider time)
{
    private readonly List<ProofFamily> _proven = [];

    /// <summary>The last task of this run that proves something: with <c>--watch</c> it goes on with all that the run has proven.</summary>
    internal string? LastTask { get; set; }

    /// <summary>Proves one family in the environment that was asked for.</summary>
    /// <exception cref="DeliveryException">Something is not proven; the message names all of it.</exception>
    internal async Task ProveAsync(BuildContext context, ProofFamily family)
    {
        var options = context.Options;
        await ProveAsync(context, options.Environment, family);
        _proven.Add(family);
        if ($"Verify{family}" == LastTask && options.Watch is { } duration)
        {
            await engine.WatchAsync(_ => ProveAgainAsync(context), duration, context.CancellationToken);
        }
    }

    /// <summary>Proves all of an environment.</summary>
    /// <exception cref="DeliveryException">Something is not proven; the message names all of it.</exception>
    internal async Task ProveAllAsync(BuildContext context, string environment)
    {
        foreach (var family in Enum.GetValues<ProofFamily>())
        {
            await ProveAsync(context, environment, family);
        }
    }

    private async Task ProveAgainAsync(BuildContext context)
    {
        foreach (var family in _proven)
        {
            await ProveAsync(context, context.Options.Environment, family, isAgain: true);
        }
    }

    /// <summary>What holds again is no news: it is neither reported nor written down. What fails is.</summary>
    private async Task ProveAsync(BuildContext context, string environment, ProofFamily family, bool isAgain = false)
    {
        var begun = time.GetUtcNow();
        IReadOnlyList<CheckResult> made = [];
        try
        {
            var proofs = await PrepareAsync(context, environment, family);
            await engine.ProveAsync(proofs, isAgain ? null : context.Options.Timeout, Report, context.CancellationToken);
        }
        catch (DeliveryException exception)
        {
            await recorder.RecordAsync(context, environment, new(family, begun, made, exception.What));
            throw;
        }

        if (!isAgain)
        {
            await recorder.RecordAsync(context, environment, new(family, begun, made, Failure: null));
        }

        void Report(IReadOnlyList<CheckResult> checks)
        {
            made = checks;
            context.Report.Add(isAgain ? [.. checks.Where(check => check.Verdict == Verdict.Fail)] : checks);
        }
    }

    /// <summary>All of an environment, to be proven once more.</summary>
    internal async Task<IReadOnlyList<Claim>> ClaimsAsync(BuildContext context, string environment, CancellationToken cancellationToken)
    {
        var families = Enum.GetValues<ProofFamily>().Select(family => PrepareAsync(context, environment, family));
        return [.. (await Task.WhenAll(families).WaitAsync(cancellationToken)).SelectMany(claims => claims)];
    }

    private Task<IReadOnlyList<Claim>> PrepareAsync(BuildContext context, string environment, ProofFamily family) => family switch
    {
        ProofFamily.Targets => TargetsAsync(context, environment),
        ProofFamily.Alerts => AlertsAsync(context, environment),
        ProofFamily.Dashboards => DashboardsAsync(context, environment),
        _ => LogsAsync(context, environment),
    };

    private async Task<IReadOnlyList<Claim>> TargetsAsync(BuildContext context, string environment)
    {
        var prometheus = await context.PrometheusAsync(platform);
        var live = await context.LiveAsync(platform, environment);
        context.Report.Live = live;
        context.Report.Show("service", live.Url);
        return [TargetProof.Of(prometheus, live)];
    }

    private async Task<IReadOnlyList<Claim>> AlertsAsync(BuildContext context, string environment)
    {
        if (context.AlertRules() is not { } expected)
        {
            return [TurnedOff(context, "rules/none", "the alert rules are loaded", PolicySettings.Alerts)];
        }

        var options = context.Options;
        var prometheus = await context.PrometheusAsync(platform);
        var alertmanager = options.Cluster.Knows(ServiceApi.Alertmanager) ? await context.AlertmanagerAsync(platform) : null;
        var known = options.Cluster.DeliversToLab ? alertmanager?.Address : null;
        return
        [
            RuleProof.Of(prometheus, expected, time),
            AlertingProof.Of(prometheus, alertmanager, known, expected, options.Settings.Service.In(environment)),
        ];
    }

    private async Task<IReadOnlyList<Claim>> DashboardsAsync(BuildContext context, string environment)
    {
        var dashboards = context.Dashboards();
        if (dashboards.Count == 0)
        {
            return [TurnedOff(context, "panels/none", "the panels of the dashboards have data", PolicySettings.Dashboards)];
        }

        var prometheus = await context.PrometheusAsync(platform);
        var live = await context.LiveAsync(platform, environment);
        return
        [
            await DashboardProof.OfAsync(prometheus, platform.LogsAsync, dashboards, live, time, context.CancellationToken),
            await platform.ShownProofAsync(dashboards, context.CancellationToken),
        ];
    }

    private async Task<IReadOnlyList<Claim>> LogsAsync(BuildContext context, string environment)
    {
        var settings = context.Options.Settings;
        if (settings.Policy.ReasonOff(PolicySettings.LogLine) is not null)
        {
            return [TurnedOff(context, "logs/request", "the line of a request is found in the log", PolicySettings.LogLine)];
        }

        var store = await platform.LogsAsync(context.CancellationToken);
        var live = await context.LiveAsync(platform, environment);
        var address = await platform.ServiceAddressAsync(live, context.CancellationToken);
        return [await LogProof.OfAsync(store, address, settings.Request, live, time, context.CancellationToken)];
    }

    private static Claim TurnedOff(BuildContext context, string id, string title, string requirement)
    {
        var reason = context.Options.Settings.Policy.ReasonOff(requirement);
        return Claim.Known(CheckResult.Skip(id, title, $"{requirement} is turned off: {reason}"));
    }
}
