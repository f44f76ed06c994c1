using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl kustomize</c>.</summary>
internal sealed class KubectlKustomizer(ICakeContext context) : KubectlTool<KubectlKustomizeSettings>(context, "kustomize")
{
    public IReadOnlyList<string> Kustomize(KubectlKustomizeSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Directory));
}
