using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker ps</c>.</summary>
internal sealed class DockerLister(ICakeContext context) : DockerTool<DockerContainerPsSettings>(context, "ps")
{
    public IReadOnlyList<string> List(DockerContainerPsSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--all", settings.All)
            .AppendOption("--filter", settings.Filter)
            .AppendOption("--format", settings.Format)
            .AppendFlag("--no-trunc", settings.NoTrunc)
            .AppendFlag("--quiet", settings.Quiet));
}
