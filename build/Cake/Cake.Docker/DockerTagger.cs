using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker tag</c>.</summary>
internal sealed class DockerTagger(ICakeContext context) : DockerTool<DockerImageTagSettings>(context, "tag")
{
    public void Tag(DockerImageTagSettings settings, string imageReference, string registryReference) =>
        Run(settings, arguments => arguments
            .AppendRequired(imageReference)
            .AppendRequired(registryReference));
}
