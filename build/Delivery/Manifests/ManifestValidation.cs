using GitOpsDemo.Delivery.Manifests.Policy;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>Checks every overlay, as it would be deployed, and the alert rules against the policy.</summary>
public sealed class ManifestValidation(IManifestRenderer renderer, IDeliveryLog log)
{
    private const string Production = "prod";

    /// <summary>Checks them all before it says what is wrong.</summary>
    /// <param name="folder">The folder with <c>base/</c> and <c>overlays/</c>.</param>
    /// <param name="rules">The file of the alert rules.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException">An overlay does not render, or something violates the policy; the message has every violation.</exception>
    public async Task RequireAsync(string folder, string rules, CancellationToken cancellationToken)
    {
        var violations = ManifestPolicy.CheckRules(ManifestSet.Load(rules)).ToList();
        foreach (var overlay in Directory.GetDirectories(Path.Combine(folder, "overlays")).Order(StringComparer.Ordinal))
        {
            var environment = Path.GetFileName(overlay);
            var manifests = ManifestSet.Parse(await renderer.RenderAsync(overlay, cancellationToken), $"k8s/overlays/{environment}");

            // The digest is what a deployment will write; before the first one there is none.
            var found = ManifestPolicy.CheckOverlay(manifests, new ManifestPolicyOptions(RequireDigest: false, IsProduction: environment == Production));
            log.Information($"overlay {environment}: {manifests.Objects.Count} objects, {found.Count} violations");
            violations.AddRange(found);
        }

        if (violations.Count > 0)
        {
            throw new DeliveryException("the manifests violate the policy", string.Join("\n  ", violations.Select(violation => violation.ToString()).Prepend("")), "mend what each line names");
        }
    }
}
