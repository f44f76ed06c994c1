using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker rm</c>.</summary>
internal sealed class DockerRemover(ICakeContext context) : DockerTool<DockerContainerRmSettings>(context, "rm")
{
    public void Remove(DockerContainerRmSettings settings, string[] containers) =>
        Run(settings, arguments => arguments
            .AppendFlag("--force", settings.Force)
            .AppendFlag("--volumes", settings.Volumes)
            .AppendRequired(containers));
}
