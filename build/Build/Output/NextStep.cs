using System.Text.RegularExpressions;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Build.Output;

/// <summary>
/// Makes the way out that a message names fit the run: checks and platforms know neither what was just run nor where, nor for which
/// service. The command that has just failed is no way out, the lab has no kubectl, and a cluster is no lab.
/// </summary>
internal sealed class NextStep(BuildOptions options)
{
    /// <summary>The same command elsewhere, such as in another environment, is another one.</summary>
    private static readonly Regex Command = new(@"(\./build\.sh|\brun) --target=(?<target>\w+)(?! --)");
    private static readonly Regex Kubectl = new(@"\bkubectl\b|\bon a cluster\b");
    private static readonly Regex OfTheLab = new(@"--target=Lab\w+|\bin the lab\b");
    private static readonly Regex Targets = new(@"\./build\.sh( --target=\w+)+");

    /// <summary>A failure with a next step that fits; itself where it fits already.</summary>
    public DeliveryException Of(DeliveryException failure) =>
        Of(failure.Next) is var next && next == failure.Next ? failure : new(failure.What, failure.Why, next, failure);

    /// <summary>A check with a way out that fits.</summary>
    public CheckResult Of(CheckResult check) => check with { Next = Of(check.Next) };

    /// <summary>The way out, without the parts that don't fit.</summary>
    public string Of(string next)
    {
        var parts = next.Split("; ");
        var fitting = parts.Where(Fits).ToList();
        return OfThisService(fitting.Count == parts.Length ? next : fitting.Count > 0 ? string.Join("; ", fitting) : Otherwise);
    }

    /// <summary>Without its settings file a command would be about another service.</summary>
    private string OfThisService(string next) =>
        options.Settings.File == SettingsReader.DefaultFile || next.Contains("--settings", StringComparison.Ordinal)
            ? next
            : Targets.Replace(next, $"$0 --{KnownOptions.Settings.Name}={options.Settings.File}");

    private string Otherwise => options.Cluster.DeliversToLab
        ? "./build.sh --target=LabStatus shows what runs and where its logs are; fix what the message names, and run this again"
        : "fix what the message names, and run this again";

    private bool Fits(string part) =>
        !(options.Cluster.DeliversToLab ? Kubectl : OfTheLab).IsMatch(part)
        && !(Command.Match(part) is { Success: true } command && options.Targets.Contains(command.Groups["target"].Value));
}
