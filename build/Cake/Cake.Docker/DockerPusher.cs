using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker push</c>.</summary>
internal sealed class DockerPusher(ICakeContext context) : DockerTool<DockerImagePushSettings>(context, "push")
{
    public void Push(DockerImagePushSettings settings, string imageReference) =>
        Run(settings, arguments => arguments
            .AppendRequired(imageReference));
}
