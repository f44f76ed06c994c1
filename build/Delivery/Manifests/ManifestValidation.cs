using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Manifests.Reading;
using GitOpsDemo.Delivery.Manifests.Schemas;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>
/// Checks every overlay, as it would be deployed, the alert rules and what Argo CD gets: field by field against the API, then against the
/// policy.
/// </summary>
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

        var violations = Check(YamlDocuments.ReadFile(rules), Shown(rules), ManifestPolicy.CheckRules).ToList();
        foreach (var overlay in Directory.GetDirectories(overlays).Order(StringComparer.Ordinal))
        {
            var environment = Path.GetFileName(overlay);

            // The digest is what a deployment will write; before the first one there is none.
            var options = new ManifestPolicyOptions(RequireDigest: false, IsProduction: environment == production) { Service = service };
            violations.AddRange(Check(
                await renderer.RenderAsync(overlay, cancellationToken),
                $"{Path.GetFileName(folder)}/overlays/{environment}",
                manifests => ManifestPolicy.CheckOverlay(manifests, options)));
        }

        var applications = Path.Combine(folder, "argocd");
        var files = Directory.Exists(applications) ? Directory.GetFiles(applications, "*.yaml") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            violations.AddRange(Check(YamlDocuments.ReadFile(file), Shown(file), policy: _ => []));
        }

        if (violations.Count > 0)
        {
            var lines = string.Join("\n  ", violations.Select(violation => violation.ToString()).Prepend(""));
            throw new DeliveryException("the manifests can't be deployed", lines, "fix what each line names");
        }
    }

    /// <summary>What the API would refuse; when it takes all, what violates the policy.</summary>
    private IReadOnlyList<PolicyViolation> Check(string yaml, string source, Func<ManifestSet, IReadOnlyList<PolicyViolation>> policy)
    {
        var found = SchemaCheck.Check(yaml, source, log);
        if (found.Count == 0)
        {
            var manifests = ManifestSet.Parse(yaml, source);
            found = policy(manifests);
            log.Information($"{source}: {manifests.Objects.Count} objects, {found.Count} violations");
        }

        return found;
    }

    private static string Shown(string file) => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}";
}
