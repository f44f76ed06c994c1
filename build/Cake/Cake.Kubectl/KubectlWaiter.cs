using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl wait</c>.</summary>
internal sealed class KubectlWaiter(ICakeContext context) : KubectlTool<KubectlWaitSettings>(context, "wait")
{
    public IReadOnlyList<string> Wait(KubectlWaitSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendOption("--selector", settings.Selector)
            .Append("--for")
            .AppendRequired(settings.For)
            .AppendOption("--timeout", settings.Timeout));
}
