using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs a docker command.</summary>
internal sealed class DockerTool<TSettings>(ICakeContext context, string verb) : CommandLineTool<TSettings>(context, verb)
    where TSettings : AutoToolSettings
{
    /// <inheritdoc/>
    protected override string GetToolName() => "docker";

    /// <inheritdoc/>
    protected override IEnumerable<string> GetToolExecutableNames() => ["docker", "docker.exe"];
}
