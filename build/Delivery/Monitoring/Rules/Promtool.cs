using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>Asks promtool, which judges files as Prometheus will.</summary>
/// <param name="promtool">Finds promtool when it is first needed.</param>
/// <param name="newer">
/// Finds one of a version or newer, where the Prometheus that will read the rules may be newer than the usual promtool.
/// </param>
public sealed class Promtool(
    ICommandRunner runner,
    Func<CancellationToken, Task<FoundTool>> promtool,
    Func<Version, CancellationToken, Task<FoundTool>>? newer = null)
{
    /// <summary>Each looked for once: it may be a download that fails.</summary>
    private readonly Dictionary<Version, FoundTool> _newer = [];

    /// <summary>The version of the promtool that checks these rules.</summary>
    public async Task<Version> VersionAsync(PrometheusRule rules, CancellationToken cancellationToken) =>
        (await FindAsync(rules, cancellationToken)).Version;

    /// <summary>
    /// Checks a rule file. Its lint takes rules of one name for doubles, which they are not (<see cref="RuleDuplicates"/>).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="rules">What it was written from: some rules need a newer promtool.</param>
    /// <returns>What promtool said.</returns>
    /// <exception cref="DeliveryException">It is wrong; the message has promtool's own words.</exception>
    public async Task<string> CheckRulesAsync(string path, PrometheusRule rules, CancellationToken cancellationToken = default)
    {
        var tool = await FindAsync(rules, cancellationToken);
        try
        {
            return await RunAsync(tool, "fix the rule in alerts.yaml", ["check", "rules", "--lint=none", path], cancellationToken);
        }
        catch (DeliveryException exception) when (TooNew(rules, tool.Version) is { } rule)
        {
            throw new DeliveryException(
                $"rule {rule.Name} can't be checked with promtool {tool.Version}",
                $"{rule.What} came with Prometheus {rule.Since}: this promtool is too old for the rule. {exception.Why}",
                $"put promtool and prometheus {rule.Since} or newer on PATH, or write the rule without",
                exception);
        }
    }

    /// <summary>Runs a file of rule tests.</summary>
    /// <inheritdoc cref="CheckRulesAsync"/>
    public async Task<string> TestRulesAsync(string path, PrometheusRule rules, CancellationToken cancellationToken = default) =>
        await RunAsync(
            await FindAsync(rules, cancellationToken),
            "fix the rule in alerts.yaml, or its test in alerts.tests.yaml",
            ["test", "rules", path],
            cancellationToken);

    /// <summary>The usual promtool, or a newer one where that is too old for a rule.</summary>
    private async Task<FoundTool> FindAsync(PrometheusRule rules, CancellationToken cancellationToken)
    {
        var usual = await promtool(cancellationToken);
        if (newer is null || TooNew(rules, usual.Version) is not { Since: var since })
        {
            return usual;
        }

        if (!_newer.TryGetValue(since, out var found))
        {
            _newer[since] = found = await newer(since, cancellationToken);
        }

        return found;
    }

    /// <summary>What of the rules came last, and after a version of Prometheus; null when that knows all of them.</summary>
    private static (string Name, string What, Version Since)? TooNew(PrometheusRule rules, Version version) =>
        rules.Groups.SelectMany(group => group.Rules)
            .Select(rule => (rule.Name, Need: PromqlFeatures.NewerThan(version, rule)))
            .Where(rule => rule.Need is not null)
            .Select(rule => ((string Name, string What, Version Since)?)(rule.Name, rule.Need!.Value.What, rule.Need.Value.Since))
            .MaxBy(rule => rule!.Value.Since);

    private async Task<string> RunAsync(
        FoundTool tool, string hint, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        (await runner.RunAsync(new Command(tool.Path, arguments) { Hint = hint }, cancellationToken)).Output;
}
