using GitOpsDemo.Delivery.Manifests.Policy;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>Checks every overlay, as it would be deployed, and the alert rules against the policy.</summary>
public sealed class ManifestValidation(IManifestRenderer renderer, DeliveredService service, IDeliveryLog log)
{
    /// <summary>Checks them all before it says what is wrong.</summary>
    /// <param name="folder">The folder with <c>base/</c> and <c>overlays/</c>.</param>
    /// <param name="environments">The environments, each of which has to have an overlay.</param>
    /// <param name="production">The one that users depend on.</param>
    /// <param name="rules">The file of the alert rules.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException">An overlay does not render, or something violates the policy; the message has every violation.</exception>
    public async Task RequireAsync(
        string folder, IReadOnlyList<string> environments, string production, string rules, CancellationToken cancellationToken)
    {
        var overlays = Path.Combine(folder, "overlays");
        if (environments.FirstOrDefault(environment => !Directory.Exists(Path.Combine(overlays, environment))) is { } missing)
        {
            throw new DeliveryException(
                $"{missing} can't be deployed to", $"{overlays} has no folder {missing}", "make one, or take it out of the environments in the settings file");
        }

        var violations = ManifestPolicy.CheckRules(ManifestSet.Load(rules)).ToList();
        foreach (var overlay in Directory.GetDirectories(overlays).Order(StringComparer.Ordinal))
        {
            var environment = Path.GetFileName(overlay);
            var manifests = ManifestSet.Parse(await renderer.RenderAsync(overlay, cancellationToken), $"{Path.GetFileName(folder)}/overlays/{environment}");

            // The digest is what a deployment will write; before the first one there is none.
            var options = new ManifestPolicyOptions(RequireDigest: false, IsProduction: environment == production) { Service = service };
            var found = ManifestPolicy.CheckOverlay(manifests, options);
            log.Information($"overlay {environment}: {manifests.Objects.Count} objects, {found.Count} violations");
            violations.AddRange(found);
        }

        if (violations.Count > 0)
        {
            throw new DeliveryException("the manifests violate the policy", string.Join("\n  ", violations.Select(violation => violation.ToString()).Prepend("")), "mend what each line names");
        }
    }
}
