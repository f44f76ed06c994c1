using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker build</c>.</summary>
internal sealed class DockerBuilder(ICakeContext context) : DockerTool<DockerImageBuildSettings>(context, "build")
{
    public void Build(DockerImageBuildSettings settings, string path) =>
        Run(settings, arguments => arguments
            .AppendOptions("--build-arg", settings.BuildArg)
            .AppendOptions("--label", settings.Label)
            .AppendOptions("--tag", settings.Tag)
            .AppendRequired(path));
}
