using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker context inspect</c>.</summary>
internal sealed class DockerContextInspector(ICakeContext context) : DockerTool<DockerContextInspectSettings>(context, "context inspect")
{
    public IReadOnlyList<string> Inspect(DockerContextInspectSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--format", settings.Format));
}
