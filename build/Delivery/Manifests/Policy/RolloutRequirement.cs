using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>Rollouts that replace pods one after another and can be taken back.</summary>
internal sealed class RolloutRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) => manifests.All<Deployment>().SelectMany(CheckDeployment);

    private static IEnumerable<PolicyViolation> CheckDeployment(Deployment deployment)
    {
        if (!deployment.Selector.Matches(deployment.Template.Labels) || deployment.Selector.MatchLabels.Count == 0)
        {
            yield return new(
                "selector",
                $"{deployment}",
                $"its selector ({deployment.Selector}) does not choose its own pods",
                "give the template the labels of the selector");
        }

        if (deployment.Strategy is not { Type: "RollingUpdate", MaxUnavailable: "0" or "0%" })
        {
            yield return new(
                "rolling-update",
                $"{deployment}",
                "a rollout takes pods away before new ones are ready",
                "set strategy.type: RollingUpdate with maxUnavailable: 0");
        }

        if (deployment.MinReady <= TimeSpan.Zero)
        {
            yield return new("min-ready", $"{deployment}", "a new pod counts as available at once", "set minReadySeconds");
        }

        if (deployment.RevisionHistoryLimit is null or < 1)
        {
            yield return new(
                "revision-history",
                $"{deployment}",
                "how many old revisions are kept is not said, or none are",
                "set revisionHistoryLimit, such as 5");
        }
    }
}
