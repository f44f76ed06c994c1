using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Lab;

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
