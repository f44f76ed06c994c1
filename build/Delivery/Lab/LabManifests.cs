using System.Formats.Tar;
using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>Renders overlays as they stand at a commit of the GitOps repository, as Argo CD's repository server does, and keeps what is live.</summary>
internal sealed class LabManifests(LabPaths paths, ICommandRunner runner, IManifestRenderer renderer)
{
    private const string FileName = "live.yaml";

    /// <summary>What was rendered for the environment when it was last brought live.</summary>
    public static ManifestSet Live(LabPaths paths, string environment) => ManifestSet.Load(Path.Combine(paths.Environment(environment), FileName));

    /// <summary>The text of <see cref="Live"/>.</summary>
    public static string LiveText(LabPaths paths, string environment) => File.ReadAllText(Path.Combine(paths.Environment(environment), FileName));

    /// <summary>Keeps what is live now.</summary>
    public static void Keep(LabPaths paths, string environment, string yaml) => AtomicFile.WriteAllText(Path.Combine(paths.Environment(environment), FileName), yaml);

    /// <summary>Renders the overlay of an environment.</summary>
    /// <param name="repository">A repository on this computer that has the commit.</param>
    /// <param name="request">The environment, the commit and the folder.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<string> RenderAsync(string repository, SyncRequest request, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(paths.Environment(request.Environment), "checkout");
        var archive = folder + ".tar";
        try
        {
            Directory.CreateDirectory(folder);
            await runner.RunAsync(
                new Command("git", $"--git-dir={repository}", "archive", $"--output={archive}", request.Commit, "--", request.Path)
                {
                    Hint = $"look whether {request.Commit} is in {repository}, and has a folder {request.Path}",
                },
                cancellationToken);
            await TarFile.ExtractToDirectoryAsync(archive, folder, overwriteFiles: true, cancellationToken);
            return await renderer.RenderAsync(Path.Combine(folder, request.Path, "overlays", request.Environment), cancellationToken);
        }
        finally
        {
            File.Delete(archive);
            Directory.Delete(folder, recursive: true);
        }
    }
}
