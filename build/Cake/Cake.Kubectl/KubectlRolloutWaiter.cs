using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl rollout status</c>.</summary>
internal sealed class KubectlRolloutWaiter(ICakeContext context) : KubectlTool<KubectlRolloutStatusSettings>(context, "rollout status")
{
    public IReadOnlyList<string> Wait(KubectlRolloutStatusSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resource)
            .AppendOption("--timeout", settings.Timeout));
}
