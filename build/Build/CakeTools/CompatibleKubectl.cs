using Cake.Core;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.CakeTools;

/// <summary>
/// Finds the kubectl for a cluster. Kubernetes supports one that is a minor version older or newer than the API server; where the one on
/// PATH is further away, the pinned one is taken, and downloaded if need be.
/// </summary>
/// <param name="tools">Finds programs.</param>
/// <param name="context">The context of the kubeconfig; null when none was given.</param>
/// <param name="log">Logs that another one is taken.</param>
internal sealed class CompatibleKubectl(ICakeContext cake, Toolbox tools, string? context, IDeliveryLog log)
{
    private readonly Lock _lock = new();
    private Task<string>? _path;

    public Task<string> FindAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _path is null or { IsFaulted: true } or { IsCanceled: true } ? _path = ChooseAsync(cancellationToken) : _path;
        }
    }

    private async Task<string> ChooseAsync(CancellationToken cancellationToken)
    {
        var first = await tools.FindAsync(Tool.Kubectl, cancellationToken);
        if (await VersionAsync(first, cancellationToken) is not { Client: { } client } server || server.Supports(client))
        {
            return first;
        }

        var nearest = await tools.FindNearestAsync(Tool.Kubectl, server.SkewTo, ServerVersion.LargestSkew, cancellationToken);
        if (nearest.Path != first)
        {
            log.Information(
                $"kubectl {nearest.Version} of {Path.GetDirectoryName(nearest.Path)} is taken: "
                + $"{client} on PATH is too far from Kubernetes {server.Number}");
        }

        return nearest.Path;
    }

    /// <summary>The version of the server; null where it does not answer, which the first command that needs it reports.</summary>
    private async Task<ServerVersion?> VersionAsync(string kubectl, CancellationToken cancellationToken)
    {
        try
        {
            return context is null ? null : await new CakeKubectl(
                cake, _ => Task.FromResult(kubectl), context).VersionAsync(cancellationToken);
        }
        catch (DeliveryException)
        {
            return null;
        }
    }
}
