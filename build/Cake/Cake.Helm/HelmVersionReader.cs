using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>Runs <c>helm version</c>.</summary>
internal sealed class HelmVersionReader(ICakeContext context) : HelmTool<HelmVersionSettings>(context, "version")
{
    public IReadOnlyList<string> Read(HelmVersionSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--template", "{{.Version}}"));
}
