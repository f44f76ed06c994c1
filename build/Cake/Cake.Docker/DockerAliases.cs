using Cake.CommandLine;
using Cake.Core;

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
    public static void DockerBuild(this ICakeContext context, DockerImageBuildSettings settings, string path) =>
        new DockerBuilder(context).Build(settings, path);

    /// <summary>Pushes an image to the registry that its reference names.</summary>
    public static void DockerPush(this ICakeContext context, DockerImagePushSettings settings, string imageReference) =>
        new DockerPusher(context).Push(settings, imageReference);

    /// <summary>Reads images from an archive.</summary>
    public static void DockerLoad(this ICakeContext context, DockerImageLoadSettings settings) =>
        new DockerLoader(context).Load(settings);

    /// <summary>Describes images, containers or other objects.</summary>
    /// <returns>Docker's output: a JSON array, or what the format makes of each object.</returns>
    public static string DockerInspect(this ICakeContext context, DockerInspectSettings settings, params string[] names) =>
        Text(new DockerInspector(context).Inspect(settings, names));

    /// <summary>Tells the versions of client and engine.</summary>
    /// <exception cref="ToolFailedException">No engine answers.</exception>
    public static string DockerVersion(this ICakeContext context, DockerVersionSettings settings) =>
        Text(new DockerVersionReader(context).Read(settings));

    /// <summary>Describes the context in use, by which docker finds its engine.</summary>
    public static string DockerContextInspect(this ICakeContext context, DockerContextInspectSettings settings) =>
        Text(new DockerContextInspector(context).Inspect(settings));

    private static string Text(IReadOnlyList<string> lines) => string.Join('\n', lines);
}
