using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>
/// Deploys a commit through Argo CD: notifies it of the push, starts the sync where that is not automated, and waits for its end.
/// </summary>
public sealed class ArgoCdSync(
    DeliveredService service,
    WatchedRepository watched,
    ServiceAddresses addresses,
    IKubectl kubectl,
    ClusterSettings settings,
    Wait wait,
    IDeliveryLog log)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    /// <summary>What a forge calls the commit before the first one. Argo CD uses it only for a cache.</summary>
    private static readonly string NoCommit = new('0', 40);

    private readonly KubectlApplications _applications = new(kubectl);

    /// <summary>Deploys the commit.</summary>
    /// <exception cref="DeliveryException">It did not go live; the message names what blocks it.</exception>
    public async Task RunAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        var application = service.In(request.Environment);
        var overlays = new OverlayReader(request.Repository, request.Path);
        var image = await overlays.ReadAsync(request.Environment, request.ImageName, request.Commit, cancellationToken);
        var digest = image?.Digest ?? throw new DeliveryException(
            $"{request.Environment} can't be waited for",
            $"its overlay at {request.Commit[..12]} names no digest for {request.ImageName}",
            "./build.sh --target=BumpImage writes it");
        var told = await TellAsync(application, request, cancellationToken);
        await StartAsync(application, request.Commit, cancellationToken);
        var history = new OverlayHistory(request.Repository, overlays, request.Environment, request.ImageName);
        var expected = new SyncExpectation(application, request.Commit, digest)
        {
            RepositoryUrl = watched.Url,
            ReconciledBefore = told.ReconciledBefore,
        };
        try
        {
            await new SyncWait(_applications, history, wait).UntilLiveAsync(
                expected, request.Timeout ?? DefaultTimeout, cancellationToken);
        }
        catch (DeliveryException exception)
        {
            // Argo CD says that a Deployment does not get on, and its pods say why.
            var troubles = await PodTrouble.InAsync(application, kubectl, log, cancellationToken);
            throw troubles.Count == 0
                ? exception
                : new DeliveryException(
                    exception.What,
                    $"{exception.Why}; pods that are not ready:{string.Concat(troubles.Select(trouble => $"\n  {trouble}"))}",
                    exception.Next,
                    exception);
        }
    }

    private async Task<RefreshResult> TellAsync(string application, SyncRequest request, CancellationToken cancellationToken)
    {
        var webhook = await WebhookAsync(cancellationToken);
        using var http = webhook is null ? new() : ServiceClient.Bounded(webhook.Endpoint, settings.AccessOf(ServiceApi.ArgoCd));
        var refresh = new ArgoCdRefresh(_applications, http, webhook, wait, log);
        var result = await refresh.RequestAsync(
            new(
                application,
                watched.Branch,
                NoCommit,
                request.Commit,
                [$"{OverlayFile.Folder(request.Path, request.Environment)}/kustomization.yaml"])
            { RepositoryUrl = watched.Url },
            cancellationToken);
        log.Information($"Argo CD looks at {application}, by {result.Trigger.ToString().ToLowerInvariant()}");
        return result;
    }

    /// <summary>Where webhooks go; null where its server is not found or can't be reached, and the annotation has to do.</summary>
    private async Task<WebhookOptions?> WebhookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new(await addresses.OfAsync(ServiceApi.ArgoCd, cancellationToken), watched.Webhook.Value);
        }
        catch (DeliveryException exception)
        {
            log.Detail(exception.Message);
            return null;
        }
    }

    /// <summary>Starts the sync of an Application that is not automated, with the options that it has for every sync.</summary>
    private async Task StartAsync(string application, string commit, CancellationToken cancellationToken)
    {
        var json = await _applications.GetAsync(application, cancellationToken);
        if (ApplicationState.Parse(json) is not { IsAutomated: false, IsOperating: false })
        {
            return;
        }

        var policy = ForeignJson.Read(json, "the Application", "look at it in Argo CD").At("spec", "syncPolicy");
        var operation = new JsonObject
        {
            ["initiatedBy"] = new JsonObject { ["username"] = "gitops-demo-build" },
            ["sync"] = new JsonObject
            {
                ["revision"] = commit,
                ["prune"] = true,
                ["syncOptions"] = policy.At("syncOptions")?.DeepClone() ?? new JsonArray(),
            },
            ["retry"] = policy.At("retry")?.DeepClone() ?? new JsonObject(),
        };
        var patch = new JsonObject
        {
            ["apiVersion"] = "argoproj.io/v1alpha1",
            ["kind"] = "Application",
            ["metadata"] = new JsonObject { ["name"] = application, ["namespace"] = ClusterSettings.ArgoCdNamespace },
            ["operation"] = operation,
        };
        await kubectl.ApplyAsync(patch.ToJsonString(), cancellationToken);
        log.Information($"{application} syncs only by hand: its sync to {commit[..12]} is started");
    }
}

/// <summary>Argo CD's Applications, asked for with kubectl.</summary>
internal sealed class KubectlApplications(IKubectl kubectl) : IArgoCdApplications
{
    public const string Kind = "applications.argoproj.io";

    public async Task<string> GetAsync(string application, CancellationToken cancellationToken) =>
        await kubectl.GetAsync(new(Kind, ClusterSettings.ArgoCdNamespace) { Name = application }, cancellationToken) is [var found]
            ? found.ToJsonString()
            : throw new DeliveryException(
                $"Application {application} can't be read",
                $"namespace {ClusterSettings.ArgoCdNamespace} has none of that name",
                "./build.sh --target=InstallArgoCd installs Argo CD and the Applications");

    public Task AnnotateAsync(string application, string key, string value, CancellationToken cancellationToken) =>
        kubectl.AnnotateAsync(Kind, application, ClusterSettings.ArgoCdNamespace, $"{key}={value}", cancellationToken);

    public async Task<string?> GetResourceAsync(ApplicationResource resource, CancellationToken cancellationToken)
    {
        var kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        try
        {
            var found = await kubectl.GetAsync(
                new(kind, resource.Namespace.Length == 0 ? null : resource.Namespace) { Name = resource.Name }, cancellationToken);
            return found is [var only] ? only.ToJsonString() : null;
        }
        catch (DeliveryException)
        {
            return null;
        }
    }
}
