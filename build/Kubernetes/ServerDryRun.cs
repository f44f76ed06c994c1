using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Kubernetes;

/// <summary>
/// Lets the API server judge, before anything is built or pushed, what will be delivered: with its own version's schemas, its rules between
/// fields and its admission, and without keeping anything.
/// </summary>
/// <param name="settings">The cluster; where none is named, nobody is asked.</param>
/// <param name="kubectl">Asks it.</param>
/// <param name="renderer">Renders the overlay.</param>
public sealed class ServerDryRun(ClusterSettings settings, IKubectl kubectl, IManifestRenderer renderer, IDeliveryLog log)
{
    /// <summary>What a first delivery brings later (namespaces, kinds), and what is Argo CD's to do, not the user's.</summary>
    private static readonly Regex NotYet = new("""
        namespaces "[^"]+" not found|no matches for kind|ensure CRDs are installed first|User "[^"]*" cannot (get|patch|create) resource
        """);

    /// <summary>Asks about the overlay of an environment and the alert rules.</summary>
    /// <param name="overlay">The folder of the overlay.</param>
    /// <param name="rules">The file of the alert rules, which need not be there.</param>
    /// <exception cref="DeliveryException">The API server would refuse something; the message has its own words.</exception>
    public async Task RequireAsync(string overlay, string rules, CancellationToken cancellationToken)
    {
        if (settings.Context is null)
        {
            return;
        }

        await AskAsync(await renderer.RenderAsync(overlay, cancellationToken), overlay, cancellationToken);
        if (File.Exists(rules))
        {
            await AskAsync(ManifestSet.Load(rules).Yaml, rules, cancellationToken);
        }
    }

    private async Task AskAsync(string manifests, string source, CancellationToken cancellationToken)
    {
        try
        {
            await kubectl.DryRunAsync(manifests, cancellationToken);
            log.Information($"the cluster accepts {source}");
        }
        catch (DeliveryException failure) when (failure.Why.Split('\n').All(NotYet.IsMatch))
        {
            log.Warning($"the cluster can't judge all of {source} yet: {failure.Why}");
        }
    }
}
