using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker inspect</c>.</summary>
internal sealed class DockerInspector(ICakeContext context) : DockerTool<DockerInspectSettings>(context, "inspect")
{
    public IReadOnlyList<string> Inspect(DockerInspectSettings settings, string[] names) =>
        Run(settings, arguments => arguments
            .AppendOption("--format", settings.Format)
            .AppendOption("--type", settings.Type)
            .AppendRequired(names));
}
