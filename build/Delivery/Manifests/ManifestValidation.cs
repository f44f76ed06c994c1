using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Manifests.Reading;
using GitOpsDemo.Delivery.Manifests.Schemas;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>
/// Checks every overlay, as it would be deployed, the alert rules and what Argo CD gets: field by field against the API, then against the
/// policy.
/// </summary>
public sealed class ManifestValidation(IManifestRenderer renderer, DeliveredService service, PolicySettings settings, IDeliveryLog log)
{
    /// <summary>Checks them all before it says what is wrong.</summary>
    /// <param name="environments">The environments, each of which has to have an overlay.</param>
    /// <param name="production">The one that users depend on.</param>
    /// <param name="rules">The file of the alert rules.</param>
    /// <exception cref="DeliveryException">
    /// An overlay does not render, or something violates the policy; the message has every violation.
    /// </exception>
    public async Task RequireAsync(
        ManifestFolders folders, IReadOnlyList<string> environments, string production, string rules, CancellationToken cancellationToken)
    {
        if (environments.FirstOrDefault(environment => !folders.HasOverlay(environment)) is { } missing)
        {
            throw new DeliveryException(
                $"{missing} can't be deployed to",
                $"there is no kustomization in {folders.OverlayOf(missing)}",
                "make one, take it out of the environments in the settings file, or say with layout where the overlays are");
        }

        foreach (var other in folders.Environments().Except(environments).Order(StringComparer.Ordinal))
        {
            log.Information($"{folders.OverlayOf(other)} is not checked: {other} is not one of the environments in the settings file");
        }

        List<PolicyViolation> violations = [.. CheckRules(rules)];
        using (var copy = new ManifestCopy(folders))
        {
            foreach (var environment in environments)
            {
                var yaml = await RenderAsync(folders, copy, environment, cancellationToken);
                violations.AddRange(Check(
                    yaml, folders.OverlayOf(environment), manifests => CheckOverlay(manifests, folders, environment, production)));
            }
        }

        var applications = Path.Combine(folders.Top, folders.Folders[0], "argocd");
        var files = Directory.Exists(applications) ? Directory.GetFiles(applications, "*.yaml") : [];
        foreach (var file in files.Where(file => !OverlayFile.Names.Contains(Path.GetFileName(file))).Order(StringComparer.Ordinal))
        {
            violations.AddRange(Check(YamlDocuments.ReadFile(file), Shown(file), policy: _ => []));
        }

        Judge(violations);
    }

    private IReadOnlyList<PolicyViolation> CheckOverlay(
        ManifestSet manifests, ManifestFolders folders, string environment, string production)
    {
        WarnOfIdlePatches(manifests, folders, environment);

        // The digest is what a deployment will write; before the first one there is none.
        var options = new ManifestPolicyOptions(RequireDigest: false, IsProduction: environment == production)
        {
            Service = service,
            Policy = settings,
        };
        return ManifestPolicy.CheckOverlay(manifests, options);
    }

    private void WarnOfIdlePatches(ManifestSet manifests, ManifestFolders folders, string environment)
    {
        var overlay = folders.OverlayOf(environment);
        try
        {
            foreach (var target in IdlePatches.In(folders.PathOf(environment), manifests))
            {
                log.Warning($"{overlay}: a patch changes nothing: its target, {target}, is not there");
            }
        }
        catch (Exception exception) when (exception is DeliveryException or ArgumentException)
        {
            var why = exception is DeliveryException unreadable ? unreadable.Why : exception.Message;
            log.Information($"{overlay}: whether each patch changes something is not checked: {why}");
        }
    }

    /// <summary>Says what is turned off where it would have been found, and refuses the rest.</summary>
    private void Judge(List<PolicyViolation> violations)
    {
        foreach (var violation in violations.Where(violation => settings.ReasonOff(violation.Id) is not null))
        {
            log.Information($"{violation.Subject}: {violation.What}; {violation.Id} is turned off: {settings.ReasonOff(violation.Id)}");
        }

        var left = violations.FindAll(violation => settings.ReasonOff(violation.Id) is null);
        if (left.Count > 0)
        {
            var lines = string.Join("\n  ", left.Select(violation => violation.ToString()).Prepend(""));
            var canBeOff = left.Select(violation => violation.Id).FirstOrDefault(PolicySettings.Ids.Contains);
            var exemption = canBeOff is null
                ? ""
                : $", or turn a requirement off in the settings file, with the reason: \"policy\": {{ \"{canBeOff}\": \"why\" }}";
            throw new DeliveryException("the manifests can't be deployed", lines, $"fix what each line names{exemption}");
        }
    }

    private IReadOnlyList<PolicyViolation> CheckRules(string rules)
    {
        if (!File.Exists(rules) && settings.ReasonOff(PolicySettings.Alerts) is { } reason)
        {
            log.Information($"there are no alert rules: {reason}");
            return [];
        }

        return File.Exists(rules)
            ? Check(YamlDocuments.ReadFile(rules), Shown(rules), manifests => ManifestPolicy.CheckRules(manifests, settings))
            : [new(
                PolicySettings.Alerts,
                Shown(rules),
                "the file is missing, so nobody is alerted to a failure",
                "write it, with one alert at least")];
    }

    /// <summary>Renders what is delivered: the manifests' own folders and nothing else of the repository.</summary>
    private async Task<string> RenderAsync(
        ManifestFolders folders, ManifestCopy copy, string environment, CancellationToken cancellationToken)
    {
        try
        {
            return await renderer.RenderAsync(copy.Folders.PathOf(environment), cancellationToken);
        }
        catch (DeliveryException failure)
        {
            await RequireInside(folders, environment, failure, cancellationToken);
            throw new DeliveryException(copy.Known(failure.What), copy.Known(failure.Why), copy.Known(failure.Next), failure);
        }
    }

    private async Task RequireInside(
        ManifestFolders folders, string environment, DeliveryException failure, CancellationToken cancellationToken)
    {
        try
        {
            await renderer.RenderAsync(folders.PathOf(environment), cancellationToken);
        }
        catch (DeliveryException)
        {
            return;
        }

        throw new DeliveryException(
            $"the overlay {folders.OverlayOf(environment)} can't be delivered",
            $"it needs files outside of {string.Join(", ", folders.Folders)}, and only these folders are pushed to the lab's GitOps "
                + "repository and checked out of yours",
            "name the other folder in the settings file: \"sharedManifests\": [\"deploy/common\"]",
            failure);
    }

    /// <summary>What the API would refuse; when it takes all, what violates the policy.</summary>
    private IReadOnlyList<PolicyViolation> Check(string yaml, string source, Func<ManifestSet, IReadOnlyList<PolicyViolation>> policy)
    {
        var found = SchemaCheck.Check(yaml, source, log);
        if (found.Count == 0)
        {
            var manifests = ManifestSet.Parse(yaml, source);
            found = policy(manifests);
            log.Information($"{source}: {Plural.Of(manifests.Objects.Count, "object")}, {Plural.Of(found.Count, "violation")}");
        }

        return found;
    }

    private static string Shown(string file) => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}";
}
