using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>What the GitOps tasks share: the repository that Argo CD watches, made from the options.</summary>
public sealed class GitOpsRepositories(
    IPlatform platform, RenderedImages rendered, BuildPaths paths, ICommandRunner runner, IDeliveryLog log, TimeProvider time)
{
    internal async Task<(GitOpsRepository Repository, string Address)> OpenAsync(BuildContext context)
    {
        var options = context.Options.GitOps;
        var defaults = await platform.PrepareAsync(context.CancellationToken);
        var remote = options.Repository ?? defaults.GitOpsRepository ?? throw new DeliveryException(
            "no commit can be pushed", $"{platform.Name} has no GitOps repository of its own", "name one with --gitops-repository");
        return (Open(options, remote, defaults), remote);
    }

    /// <summary>The repository as far as it is there already; null where nobody names one.</summary>
    internal GitOpsRepository? Find(GitOpsOptions options, PlatformDefaults defaults) =>
        (options.Repository ?? defaults.GitOpsRepository) is { } remote ? Open(options, remote, defaults) : null;

    /// <summary>The repository at an address, which may be the platform's own.</summary>
    internal GitOpsRepository Open(GitOpsOptions options, string remote, PlatformDefaults defaults, TimeSpan? patience = null)
    {
        var isOfLab = remote == defaults.GitOpsRepository;
        var settings = new GitOpsSettings(
            remote, options.Branch, isOfLab ? paths.Lab.Checkout : paths.GitOpsClone, CiBuild.Here.Author)
        {
            Folders = options.Folders,
            PullRequestBranch = options.PullRequestBranch,
            SignsAs = paths.Settings.SignsCommits && !isOfLab ? paths.Root : null,
            Credentials = new GitCredentials(SecretVariables.ValueOf(SecretVariables.GitOpsToken)),
        };
        return new(patience is { } limit ? settings with { Patience = limit } : settings, runner, log, time);
    }

    /// <summary>What the overlay of an environment calls the service's image.</summary>
    internal async Task<string> ImageNameAsync(BuildContext context, GitOpsRepository repository, string environment) =>
        await ImageNameAsync(context, repository, environment, await repository.TipAsync(context.CancellationToken));

    /// <summary>Deploys an environment as it is at a commit.</summary>
    /// <exception cref="DeliveryException">It does not become healthy.</exception>
    internal async Task DeployAsync(BuildContext context, string environment, GitOpsRepository repository, string commit)
    {
        var request = new SyncRequest(
            environment,
            repository,
            commit,
            context.Options.GitOps.Overlays,
            await ImageNameAsync(context, repository, environment, commit),
            context.Options.Timeout);
        context.Report.Live = await platform.SyncAsync(request, context.CancellationToken);
    }

    private Task<string> ImageNameAsync(
        BuildContext context, GitOpsRepository repository, string environment, string commit) => repository.AtAsync(
        commit,
        (checkout, token) => rendered.NameAsync(
            new ManifestFolders(checkout, context.Options.GitOps.Folders, context.Options.GitOps.Overlays), environment, token),
        context.CancellationToken);
}
