using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker stop</c>.</summary>
internal sealed class DockerStopper(ICakeContext context) : DockerTool<DockerContainerStopSettings>(context, "stop")
{
    public void Stop(DockerContainerStopSettings settings, string[] containers) =>
        Run(settings, arguments => arguments
            .AppendOption("-t", settings.Time)
            .AppendRequired(containers));
}
