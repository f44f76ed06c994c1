using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;

namespace GitOpsDemo.Build.Options;

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
        return factor == 1 || ClusterOptions.From(line).DeliversToLab
            ? new([.. line.All(KnownOptions.Alert).Distinct()], new TimeScale(factor))
            : throw new CommandLineException("--time-scale is for the lab: the Prometheus of a cluster keeps its own time. Leave one of both out.");
    }

    private static string Named(string asked, List<string> known) =>
        known.Find(alert => alert.Equals(asked, StringComparison.OrdinalIgnoreCase))
        ?? throw new CommandLineException($"--alert: no alert of alerts.yaml is called '{asked}'{Nearest.Hint(asked, known)}");
}
