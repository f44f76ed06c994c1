using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>Asks promtool, which judges files as Prometheus will.</summary>
/// <param name="runner">Runs promtool.</param>
/// <param name="promtool">Finds promtool when it is first needed.</param>
public sealed class Promtool(ICommandRunner runner, Func<CancellationToken, Task<FoundTool>> promtool)
{
    /// <summary>The version of promtool.</summary>
    public async Task<Version> VersionAsync(CancellationToken cancellationToken) => (await promtool(cancellationToken)).Version;

    /// <summary>
    /// Checks a rule file. Its lint takes rules of one name for doubles, which they are not (<see cref="RuleDuplicates"/>).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="rules">What it was written from, for a message on a promtool that is too old for it.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>What promtool said.</returns>
    /// <exception cref="DeliveryException">It is wrong; the message has promtool's own words.</exception>
    public async Task<string> CheckRulesAsync(string path, PrometheusRule? rules = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await RunAsync("fix the rule in alerts.yaml", ["check", "rules", "--lint=none", path], cancellationToken);
        }
        catch (DeliveryException exception)
        {
            var version = await VersionAsync(cancellationToken);
            var tooNew = rules?.Groups.SelectMany(group => group.Rules)
                .Select(rule => (rule.Name, Need: PromqlNews.NewerThan(version, rule.Expression)))
                .FirstOrDefault(rule => rule.Need is not null);
            throw tooNew is { Need: { } need, Name: var name }
                ? new DeliveryException(
                    $"rule {name} can't be checked with promtool {version}",
                    $"{need.What} came with Prometheus {need.Since}: this promtool is too old for the rule. {exception.Why}",
                    $"put promtool and prometheus {need.Since} or newer on PATH, or write the rule without",
                    exception)
                : exception;
        }
    }

    /// <summary>Runs a file of rule tests.</summary>
    /// <inheritdoc cref="CheckRulesAsync"/>
    public Task<string> TestRulesAsync(string path, CancellationToken cancellationToken = default) =>
        RunAsync("fix the rule in alerts.yaml, or its test in alerts.tests.yaml", ["test", "rules", path], cancellationToken);

    private async Task<string> RunAsync(string hint, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var command = new Command((await promtool(cancellationToken)).Path, arguments) { Hint = hint };
        return (await runner.RunAsync(command, cancellationToken)).Output;
    }
}
