using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker info</c>.</summary>
internal sealed class DockerInfoReader(ICakeContext context) : DockerTool<DockerInfoSettings>(context, "info")
{
    public IReadOnlyList<string> Read(DockerInfoSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--format", settings.Format));
}
