using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.Test;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Cluster;

[TaskName(nameof(TestCluster))]
[TaskDescription("Tests the delivery on the cluster of --kube-context: "
    + "installs, deploys, breaks and fixes a service of its own, and removes it.")]
public sealed class TestCluster : FrostingTask<BuildContext>
{
    /// <summary>Holds the options of every build that the tests run, one a line.</summary>
    private const string Variable = "GITOPSDEMO_CLUSTER";

    /// <summary>The whole walk, on a cluster that pulls every image for the first time.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(3);

    public override void Run(BuildContext context)
    {
        var options = context.Options;
        context.RequireCluster(nameof(TestCluster));
        Refuse(options.Cluster.KubeContext!.Contains("prod", StringComparison.OrdinalIgnoreCase) && !options.Cluster.IsConfirmed,
            $"{options.Cluster.KubeContext} looks like a cluster that users depend on, and the tests stop its operator and drill alerts",
            "name another context, or agree with --yes");
        Refuse(
            !options.Given.Any(option => option.StartsWith("--image-registry=", StringComparison.Ordinal)),
            "no registry was named that the cluster pulls from",
            "name one with --image-registry");
        Refuse(
            !options.Given.Any(option => option.StartsWith("--gitops-repository=", StringComparison.Ordinal)),
            "no repository was named that Argo CD can clone",
            "name one with --gitops-repository");
        context.DotNetTest(Path.Combine(context.Paths.Home, "tests", "Cluster.Tests"), new DotNetTestSettings
        {
            Configuration = options.Configuration,
            ResultsDirectory = Path.Combine(context.Paths.TestResults, nameof(TestCluster)),
            Loggers = ["trx", "console;verbosity=detailed"],
            EnvironmentVariables = new Dictionary<string, string>
            {
                [Variable] = string.Join('\n', options.Given),

                // Not below this checkout, whose files MSBuild and git would find above a clone.
                [BoundedProcessRunner.TemporaryFolderVariable] = Path.GetTempPath(),
            },

            // Cake's own bound does not come as far as the process runner.
            SetupProcessSettings = process => process.Timeout = (int)LongestRun.TotalMilliseconds,
        });
    }

    private static void Refuse(bool isWrong, string why, string next)
    {
        if (isWrong)
        {
            throw new DeliveryException($"{nameof(TestCluster)} can't run", why, next);
        }
    }
}
