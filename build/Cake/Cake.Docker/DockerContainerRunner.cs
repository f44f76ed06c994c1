using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker run</c>.</summary>
internal sealed class DockerContainerRunner(ICakeContext context) : DockerTool<DockerContainerRunSettings>(context, "run")
{
    public IReadOnlyList<string> RunContainer(DockerContainerRunSettings settings, string image, string? command, string[] args) =>
        Run(settings, arguments => arguments
            .AppendOptions("--cap-drop", settings.CapDrop)
            .AppendFlag("--detach", settings.Detach)
            .AppendOptions("--env-file", settings.EnvFile)
            .AppendOptions("--label", settings.Label)
            .AppendOption("--name", settings.Name)
            .AppendOptions("--publish", settings.Publish)
            .AppendFlag("--read-only", settings.ReadOnly)
            .AppendOptions("--security-opt", settings.SecurityOpt)
            .AppendOption("--user", settings.User)
            .AppendRequired(image)
            .AppendValues(string.IsNullOrEmpty(command) ? args : [command, .. args]));
}
