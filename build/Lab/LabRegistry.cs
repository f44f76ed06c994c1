using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Lab;

/// <summary>
/// The lab's registry: the CNCF distribution server on a folder of the lab
/// (<see href="https://distribution.github.io/distribution/about/configuration/"/>).
/// </summary>
internal sealed class LabRegistry(LabPaths paths, Toolbox tools, LabServices services)
{
    /// <summary>Its name among the lab's services.</summary>
    public const string Name = "registry";

    internal const int WellKnownPort = 5000;

    /// <summary>Makes sure that it runs.</summary>
    public async Task<Uri> EnsureAsync(CancellationToken cancellationToken)
    {
        var program = await tools.FindAsync(Tool.DockerRegistry, cancellationToken);
        return await services.EnsureAsync(new(Name, WellKnownPort, "v2/", port => Start(program, port)), cancellationToken);
    }

    private Command Start(string program, int port)
    {
        var configuration = Path.Combine(paths.Registry, $"config-{port}.yml");
        AtomicFile.WriteAllText(configuration, $$"""
            version: 0.1
            log:
              level: warn
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: '{{Path.Combine(paths.Registry, "data").Replace("'", "''", StringComparison.Ordinal)}}'
              delete:
                enabled: true
            http:
              addr: 127.0.0.1:{{port}}

            """);
        return new Command(program, "serve", configuration);
    }
}

/// <summary>
/// The lab's bare repository, in the place of the forge. Changes of the work tree's manifests are brought there as a developer's push
/// would.
/// </summary>
/// <param name="repository">Makes and fills it.</param>
/// <param name="source">The manifests of the work tree.</param>
/// <param name="rendered">Knows which image of an overlay is bumped.</param>
public sealed class LabGitOps(
    BareRepository repository, GitOpsSettings settings, ManifestFolders source, IReadOnlyList<string> environments, RenderedImages rendered)
{
    private readonly Dictionary<string, string> _bumped = [];

    /// <summary>Makes sure that it is there and has the manifests of the work tree.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!await repository.CreateAsync(settings, source.Top, cancellationToken))
        {
            await repository.PublishAsync(settings, source.Top, BumpedAsync, cancellationToken);
        }
    }

    /// <summary>
    /// Whether an environment has the same manifests at a commit as at the branch's newest. Overlays of others do not count.
    /// </summary>
    public Task<bool> IsNewestAsync(string environment, string commit, CancellationToken cancellationToken) => repository.AreEqualAsync(
        settings,
        commit,
        [.. settings.Folders, .. environments.Where(other => other != environment).Select(other => $":(exclude){source.OverlayOf(other)}")],
        cancellationToken);

    private async Task<string?> BumpedAsync(string folder, CancellationToken cancellationToken)
    {
        if (!_bumped.TryGetValue(folder, out var name)
            && environments.FirstOrDefault(environment => source.OverlayOf(environment) == folder) is { } found)
        {
            _bumped[folder] = name = await rendered.NameAsync(source, found, cancellationToken);
        }

        return name;
    }
}
