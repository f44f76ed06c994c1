using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>
/// Brings the CRDs of a chart, which helm installs once and never upgrades. Some are too large for a client-side apply, which keeps the
/// whole object in an annotation of at most 262144 bytes.
/// </summary>
public sealed partial class CustomResourceDefinitions(IHelm helm, IKubectl kubectl, IDeliveryLog log)
{
    /// <summary>Applies the CRDs of a chart server-side.</summary>
    public async Task ApplyAsync(HelmInstallation installation, CancellationToken cancellationToken)
    {
        var rendered = await helm.TemplateAsync(installation, cancellationToken);
        var documents = DocumentEnd().Split(rendered).Where(document => CrdKind().IsMatch(document)).ToList();
        if (documents.Count > 0)
        {
            await kubectl.ApplyAsync(string.Join("---\n", documents), cancellationToken);
            log.Information($"{installation.Release}: {documents.Count} CRDs applied");
        }
    }

    [GeneratedRegex(@"^---.*\n", RegexOptions.Multiline)]
    private static partial Regex DocumentEnd();

    [GeneratedRegex(@"^kind: CustomResourceDefinition\s*$", RegexOptions.Multiline)]
    private static partial Regex CrdKind();
}
