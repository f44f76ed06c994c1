using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Registry;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>The registry that images are pushed to: it answers, and lets this user in.</summary>
/// <param name="repository">The image's repository in it.</param>
/// <param name="client">Asks it, with the credentials of this run.</param>
public sealed class RegistryRequirement(ImageReference repository, RegistryClient client) : IRequirement
{
    /// <summary>A tag that nobody has to have: the answer that it is not there is an answer.</summary>
    private const string AnyTag = "doctor";

    /// <inheritdoc/>
    public string Name => $"registry {repository.Registry}";

    /// <inheritdoc/>
    public string Needs => $"an answer on {repository.Repository} with REGISTRY_USERNAME and REGISTRY_PASSWORD";

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        await client.ResolveAsync(repository.AtTag(AnyTag), cancellationToken);
        return "it answers and accepts the login";
    }
}
