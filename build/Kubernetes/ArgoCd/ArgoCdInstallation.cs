using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Kubernetes.Charts;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>
/// Installs Argo CD, unless it is there already, sets the secret of its webhook, and gives it the project and the applications.
/// </summary>
/// <param name="manifests">The folder of <c>project.yaml</c> and <c>applicationset.yaml</c>.</param>
/// <param name="repository">The repository that it is to watch, and what its webhooks are signed with.</param>
/// <param name="catalog">Names the chart.</param>
/// <param name="existing">Looks whether Argo CD is there.</param>
/// <param name="installer">Installs it.</param>
/// <param name="preflight">Looks before anything is changed.</param>
/// <param name="kubectl">Applies the rest.</param>
public sealed class ArgoCdInstallation(
    string manifests,
    WatchedRepository repository,
    ChartCatalog catalog,
    ExistingInstallations existing,
    ChartInstaller installer,
    Preflight preflight,
    IKubectl kubectl,
    IDeliveryLog log)
{
    /// <summary>By which key each family of forges has its secret. Gitea and Forgejo are taken for Gogs.</summary>
    private static readonly string[] SecretKeys = ["webhook.github.secret", "webhook.gitlab.secret", "webhook.gogs.secret"];

    /// <summary>Makes sure that Argo CD runs and follows the repository.</summary>
    /// <exception cref="DeliveryException">No repository is named, or a step failed.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var project = YamlToJson.ReadFile(Path.Combine(manifests, "project.yaml"));
        var applications = YamlToJson.ReadFile(Path.Combine(manifests, "applicationset.yaml"));
        Follow(project, applications);
        await preflight.VersionAsync(cancellationToken);
        if (await existing.FindAsync(catalog.ArgoCd, cancellationToken) is { IsOurs: false } found)
        {
            Accept(found);
            await preflight.EnsureAsync(RequiredAccess.Applications, cancellationToken);
            await kubectl.EnsureNamespaceAsync(ClusterSettings.ArgoCdNamespace, cancellationToken);
        }
        else
        {
            await preflight.EnsureAsync([.. RequiredAccess.ArgoCd, .. RequiredAccess.Applications], cancellationToken);
            await installer.EnsureAsync(catalog.ArgoCd, cancellationToken);
        }

        if (repository.Webhook.Value is { } secret)
        {
            await kubectl.ApplyAsync(Secret(secret).ToJsonString(), cancellationToken);
            log.Information("Argo CD takes webhooks signed with ARGOCD_WEBHOOK_SECRET");
        }

        await kubectl.ApplyAsync(KubectlExtensions.Manifest(project, applications), cancellationToken);
        log.Information($"Argo CD follows {applications["spec"]!["template"]!["spec"]!["source"]!["repoURL"]}, branch {repository.Branch}");
    }

    /// <summary>Takes the Argo CD of somebody else, which has to be where its Applications are looked for.</summary>
    private void Accept(ExistingInstallation found)
    {
        if (!found.Runs)
        {
            log.Warning(
                $"Argo CD's kinds are there ({found}), and it does not run in this cluster: "
                + "none of it is installed, and whoever installed the kinds has to run it");
        }
        else if (found.Namespace == ClusterSettings.ArgoCdNamespace)
        {
            log.Information($"Argo CD is there already: {found}; it is left as it is");
        }
        else
        {
            throw new DeliveryException(
                "Argo CD can't be used",
                $"it is there already ({found}), and its Applications are looked for in namespace {ClusterSettings.ArgoCdNamespace}",
                $"let it run in namespace {ClusterSettings.ArgoCdNamespace}, or deliver to another cluster");
        }
    }

    private void Follow(JsonObject project, JsonObject applications)
    {
        var source = applications.At("spec", "template", "spec", "source") as JsonObject ?? throw new DeliveryException(
            "Argo CD can't be given its applications",
            $"{manifests}/applicationset.yaml has no spec.template.spec.source",
            "git checkout that file");
        var url = repository.Url ?? source.Text("repoURL");
        if (url is null || url.Contains("example.com", StringComparison.Ordinal))
        {
            throw new DeliveryException(
                "Argo CD has no repository to follow",
                repository.Url is null ? $"{manifests}/applicationset.yaml names none but an example" : $"{url} is an example",
                "name yours with --gitops-repository");
        }

        source["repoURL"] = url;
        source["targetRevision"] = repository.Branch;
        source["path"] = OverlayFile.Folder(repository.Path, "{{ .environment }}");
        project["spec"]!["sourceRepos"] = new JsonArray(url);
    }

    /// <summary>Only these keys: the rest of the Secret is the chart's and Argo CD's own.</summary>
    private static JsonObject Secret(string secret)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "argocd-secret", ["namespace"] = ClusterSettings.ArgoCdNamespace },
            ["data"] = new JsonObject(SecretKeys.Select(key => KeyValuePair.Create(key, (JsonNode?)encoded))),
        };
    }
}

/// <summary>The repository that Argo CD watches.</summary>
/// <param name="Url">Its address, as Argo CD reaches it; null for the one that the manifests name.</param>
/// <param name="Branch">The branch that is followed.</param>
/// <param name="Path">The folder of an overlay, as <see cref="OverlayFile.Folder"/> reads it.</param>
public sealed record WatchedRepository(string? Url, string Branch, string Path)
{
    /// <summary>What the webhooks of a push to it are signed with.</summary>
    public WebhookSecret Webhook { get; init; } = new(null);
}

/// <summary>What webhooks are signed with. Its text form does not show it.</summary>
/// <param name="value">The secret; null when webhooks are not signed.</param>
public sealed class WebhookSecret(string? value)
{
    /// <summary>The secret; null when webhooks are not signed.</summary>
    public string? Value { get; } = value;
}
