using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>Asks promtool, which judges files as Prometheus will.</summary>
/// <param name="runner">Runs promtool.</param>
/// <param name="promtool">The path of promtool, asked for when it is first needed.</param>
public sealed class Promtool(ICommandRunner runner, Func<CancellationToken, Task<string>> promtool)
{
    /// <summary>Checks a rule file; a rule that is there twice is an error.</summary>
    /// <returns>What promtool said.</returns>
    /// <exception cref="DeliveryException">It is wrong; the message has promtool's own words.</exception>
    public Task<string> CheckRulesAsync(string path, CancellationToken cancellationToken = default) =>
        RunAsync("fix the rule", ["check", "rules", "--lint=all", "--lint-fatal", path], cancellationToken);

    /// <summary>Runs a file of rule tests.</summary>
    /// <inheritdoc cref="CheckRulesAsync"/>
    public Task<string> TestRulesAsync(string path, CancellationToken cancellationToken = default) =>
        RunAsync("fix the rule, or the test", ["test", "rules", path], cancellationToken);

    private async Task<string> RunAsync(string hint, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var command = new Command(await promtool(cancellationToken), arguments) { Hint = hint };
        return (await runner.RunAsync(command, cancellationToken)).Output;
    }
}
