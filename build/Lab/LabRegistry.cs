using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Lab;

/// <summary>The lab's registry: the CNCF distribution server on a folder of the lab (<see href="https://distribution.github.io/distribution/about/configuration/"/>).</summary>
public sealed class LabRegistry(LabPaths paths, Toolbox tools, LabServices services)
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

/// <summary>The lab's bare repository, in the place of the forge. Changes of the work tree's manifests are brought there as a developer's push would.</summary>
/// <param name="repository">Makes and fills it.</param>
/// <param name="settings">Where it is.</param>
/// <param name="workTree">The folder that has the manifests.</param>
public sealed class LabGitOps(BareRepository repository, GitOpsSettings settings, string workTree)
{
    /// <summary>Makes sure that it is there and has the manifests of the work tree.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!await repository.CreateAsync(settings, workTree, cancellationToken))
        {
            await repository.PublishAsync(settings, workTree, cancellationToken);
        }
    }

    /// <summary>Whether an environment has the same manifests at a commit as at the branch's newest.</summary>
    public Task<bool> IsNewestAsync(string environment, string commit, CancellationToken cancellationToken) => repository.AreEqualAsync(
        settings,
        commit,
        [.. settings.Folders.SelectMany(folder => (string[])[$"{folder}/base", $"{folder}/overlays/{environment}"])],
        cancellationToken);
}
