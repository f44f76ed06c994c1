using System.Collections.Concurrent;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>
/// Looks before anything is changed: the context exists, the API answers in a supported version, and its user may do what will be done.
/// What was seen once in a run is not asked again.
/// </summary>
public sealed class Preflight(IKubectl kubectl, IDeliveryLog log)
{
    /// <summary>The oldest Kubernetes that is delivered to.</summary>
    internal static readonly Version Oldest = new(1, 31);

    private static readonly Version NewestTried = new(1, 36);

    private readonly ConcurrentDictionary<Access, Lazy<Task<bool>>> _answers = new();
    private Task<ServerVersion>? _version;

    /// <summary>Makes sure of the cluster and of the accesses.</summary>
    /// <exception cref="DeliveryException">One of these is not so.</exception>
    public async Task EnsureAsync(IReadOnlyList<Access> accesses, CancellationToken cancellationToken)
    {
        await VersionAsync(cancellationToken);
        if (await MayAsync(Access.Everything))
        {
            return;
        }

        var answers = await Task.WhenAll(accesses.Select(MayAsync));
        if (accesses.Where((_, index) => !answers[index]).ToList() is { Count: > 0 } refused)
        {
            throw new DeliveryException(
                "the cluster can't be delivered to",
                $"the user of this context may not {string.Join(", ", refused)}; nothing has been changed",
                "let an administrator grant that, or name another context with --kube-context");
        }

        Task<bool> MayAsync(Access access) =>
            _answers.GetOrAdd(access, asked => new(() => kubectl.CanIAsync(asked, cancellationToken))).Value;
    }

    /// <summary>The version of the API server.</summary>
    /// <exception cref="DeliveryException">It does not answer, or is too old.</exception>
    public Task<ServerVersion> VersionAsync(CancellationToken cancellationToken) => _version ??= AskVersionAsync(cancellationToken);

    private async Task<ServerVersion> AskVersionAsync(CancellationToken cancellationToken)
    {
        var version = await kubectl.VersionAsync(cancellationToken);
        if (version.Number < Oldest)
        {
            throw new DeliveryException(
                "the cluster can't be delivered to",
                $"it is Kubernetes {version.Name}; nothing has been changed",
                $"upgrade it to {Oldest} or newer");
        }

        log.Information($"the cluster answers: Kubernetes {version.Name}");
        if (version.Number > NewestTried)
        {
            log.Warning($"Kubernetes {version.Number} is newer than {NewestTried}, the newest that this build was tried with");
        }

        if (version.Client is { } client && !version.Supports(client))
        {
            log.Warning($"kubectl {client} asks Kubernetes {version.Number}, which supports one minor version of difference: put a newer or older one on PATH");
        }

        return version;
    }
}
