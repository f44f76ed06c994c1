using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Delivery.Report.Doctor;

/// <summary>The repository that Argo CD watches: named, reachable, and with the branch.</summary>
/// <param name="address">Its address, without credentials; null when none was given.</param>
public sealed class GitOpsRequirement(string? address, Func<GitOpsRepository> open) : IRequirement
{
    public string Name => "GitOps repository";

    public string Needs => "the repository that Argo CD watches, readable with GITOPS_TOKEN, git's own login or ssh";

    public async Task<string> FindAsync(CancellationToken cancellationToken) => address is null
        ? throw new DeliveryException("no GitOps repository", "none was named", "name it with --gitops-repository")
        : $"{address} at {(await open().TipAsync(cancellationToken))[..12]}";
}

/// <summary>The registry that images are pushed to: it answers, and lets this user in.</summary>
/// <param name="repository">The image's repository in it.</param>
/// <param name="client">Asks it, with the credentials of this run.</param>
public sealed class RegistryRequirement(ImageReference repository, RegistryClient client) : IRequirement
{
    /// <summary>A tag that nobody has to have: the answer that it is not there is an answer.</summary>
    private const string AnyTag = "doctor";

    public string Name => $"registry {repository.Registry}";

    public string Needs => $"an answer on {repository.Repository} with REGISTRY_USERNAME and REGISTRY_PASSWORD";

    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        await client.ResolveAsync(repository.AtTag(AnyTag), cancellationToken);
        return "it answers and accepts the login";
    }
}
