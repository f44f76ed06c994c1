using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl version</c>.</summary>
internal sealed class KubectlVersionReader(ICakeContext context) : KubectlTool<KubectlVersionSettings>(context, "version")
{
    public IReadOnlyList<string> Read(KubectlVersionSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--output", settings.Output));
}
