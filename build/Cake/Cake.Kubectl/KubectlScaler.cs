using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl scale</c>.</summary>
internal sealed class KubectlScaler(ICakeContext context) : KubectlTool<KubectlScaleSettings>(context, "scale")
{
    public IReadOnlyList<string> Scale(KubectlScaleSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .Append("--replicas")
            .AppendRequired(settings.Replicas));
}
