using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Docker;

/// <summary>
/// The docker commands that this build uses, under the names of the published Cake.Docker. Other than there, a failure has docker's own
/// reason (<see cref="ToolFailedException"/>), and inspect, version and context inspect are there.
/// </summary>
public static class DockerAliases
{
    /// <summary>Builds an image.</summary>
    /// <param name="context">Cake's context.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The folder that is the build context.</param>
    public static void DockerBuild(this ICakeContext context, DockerImageBuildSettings settings, string path) => Run(
        context, "build", settings, arguments => arguments
            .AppendOptions("--build-arg", settings.BuildArg)
            .AppendOption("--file", settings.File)
            .AppendOptions("--label", settings.Label)
            .AppendOption("--platform", settings.Platform)
            .AppendOptions("--tag", settings.Tag)
            .AppendRequired(path));

    /// <summary>Pushes an image to the registry that its reference names.</summary>
    public static void DockerPush(this ICakeContext context, DockerImagePushSettings settings, string imageReference) => Run(
        context, "push", settings, arguments => arguments
            .AppendRequired(imageReference));

    /// <summary>Reads images from an archive.</summary>
    public static void DockerLoad(this ICakeContext context, DockerImageLoadSettings settings) => Run(
        context, "load", settings, arguments => arguments
            .AppendFlag("--quiet", settings.Quiet)
            .Append("--input")
            .AppendRequired(settings.Input));

    /// <summary>Describes images, containers or other objects.</summary>
    /// <returns>Docker's output: a JSON array, or what the format makes of each object.</returns>
    public static string DockerInspect(this ICakeContext context, DockerInspectSettings settings, params string[] names) => Run(
        context, "inspect", settings, arguments => arguments
            .AppendOption("--format", settings.Format)
            .AppendOption("--type", settings.Type)
            .AppendRequired(names));

    /// <summary>Tells the versions of client and engine.</summary>
    /// <exception cref="ToolFailedException">No engine answers.</exception>
    public static string DockerVersion(this ICakeContext context, DockerVersionSettings settings) => Run(
        context, "version", settings, arguments => arguments
            .AppendOption("--format", settings.Format));

    /// <summary>Describes the context in use, by which docker finds its engine.</summary>
    public static string DockerContextInspect(this ICakeContext context, DockerContextInspectSettings settings) => Run(
        context, "context inspect", settings, arguments => arguments
            .AppendOption("--format", settings.Format));

    private static string Run<TSettings>(
        ICakeContext context, string verb, TSettings settings, Action<ProcessArgumentBuilder> append)
        where TSettings : AutoToolSettings =>
        string.Join('\n', new DockerTool<TSettings>(context, verb).Run(settings, append));
}
