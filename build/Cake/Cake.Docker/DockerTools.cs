using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>The base of every docker command.</summary>
internal abstract class DockerTool<TSettings>(ICakeContext context, string verb) : CommandLineTool<TSettings>(context, verb)
    where TSettings : AutoToolSettings
{
    /// <inheritdoc/>
    protected override string GetToolName() => "docker";

    /// <inheritdoc/>
    protected override IEnumerable<string> GetToolExecutableNames() => ["docker", "docker.exe"];
}

/// <summary>Runs <c>docker build</c>.</summary>
internal sealed class DockerBuilder(ICakeContext context) : DockerTool<DockerImageBuildSettings>(context, "build")
{
    public void Build(DockerImageBuildSettings settings, string path) =>
        Run(settings, arguments => arguments
            .AppendOptions("--build-arg", settings.BuildArg)
            .AppendOption("--file", settings.File)
            .AppendOptions("--label", settings.Label)
            .AppendOption("--platform", settings.Platform)
            .AppendOptions("--tag", settings.Tag)
            .AppendRequired(path));
}

/// <summary>Runs <c>docker context inspect</c>.</summary>
internal sealed class DockerContextInspector(ICakeContext context) : DockerTool<DockerContextInspectSettings>(context, "context inspect")
{
    public IReadOnlyList<string> Inspect(DockerContextInspectSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--format", settings.Format));
}

/// <summary>Runs <c>docker inspect</c>.</summary>
internal sealed class DockerInspector(ICakeContext context) : DockerTool<DockerInspectSettings>(context, "inspect")
{
    public IReadOnlyList<string> Inspect(DockerInspectSettings settings, string[] names) =>
        Run(settings, arguments => arguments
            .AppendOption("--format", settings.Format)
            .AppendOption("--type", settings.Type)
            .AppendRequired(names));
}

/// <summary>Runs <c>docker load</c>.</summary>
internal sealed class DockerLoader(ICakeContext context) : DockerTool<DockerImageLoadSettings>(context, "load")
{
    public void Load(DockerImageLoadSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--quiet", settings.Quiet)
            .Append("--input")
            .AppendRequired(settings.Input));
}

/// <summary>Runs <c>docker push</c>.</summary>
internal sealed class DockerPusher(ICakeContext context) : DockerTool<DockerImagePushSettings>(context, "push")
{
    public void Push(DockerImagePushSettings settings, string imageReference) =>
        Run(settings, arguments => arguments
            .AppendRequired(imageReference));
}

/// <summary>Runs <c>docker version</c>.</summary>
internal sealed class DockerVersionReader(ICakeContext context) : DockerTool<DockerVersionSettings>(context, "version")
{
    public IReadOnlyList<string> Read(DockerVersionSettings settings) =>
        Run(settings, arguments => arguments
            .AppendOption("--format", settings.Format));
}
