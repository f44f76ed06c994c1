using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker load</c>.</summary>
internal sealed class DockerLoader(ICakeContext context) : DockerTool<DockerImageLoadSettings>(context, "load")
{
    public void Load(DockerImageLoadSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--quiet", settings.Quiet)
            .Append("--input")
            .AppendRequired(settings.Input));
}
