using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker version</c>.</summary>
internal sealed class DockerVersionReader(ICakeContext context) : DockerTool<DockerVersionSettings>(context, "version")
{
    public IReadOnlyList<string> Read(DockerVersionSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--format", settings.Format));
}
