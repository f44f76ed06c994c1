using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Testing;

/// <summary>The alerts of the repository.</summary>
public static class OurAlerts
{
    public static PrometheusRule Rules { get; } = ManifestSet.Load(
        Path.Combine(Repository.Root, "monitoring/alerts.yaml")).Only<PrometheusRule>();

    public static IReadOnlyList<string> Names { get; } =
        [.. Rules.Groups.SelectMany(group => group.Rules).Select(rule => rule.Alert).OfType<string>()];

    /// <summary>The same with an alert that nothing makes fire.</summary>
    public static PrometheusRule WithNobodys { get; } = Rules with
    {
        Groups =
        [
            .. Rules.Groups,
            new("other", null, [Rules.Groups[0].Rules[0] with { Alert = "NobodysAlert" }]),
        ],
    };
}
