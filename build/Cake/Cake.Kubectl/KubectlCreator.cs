using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl create</c>.</summary>
internal sealed class KubectlCreator(ICakeContext context) : KubectlTool<KubectlCreateSettings>(context, "create")
{
    public IReadOnlyList<string> Create(KubectlCreateSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendManifests(settings));
}
