using System.Net.Http.Headers;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>
/// Tells Argo CD of a push, so that it need not be waited for until it looks by itself. Argo CD answers a webhook with 200 also when no
/// Application matches it: only a look that is seen proves that it worked.
/// </summary>
/// <param name="http">Sends the webhook.</param>
/// <param name="webhook">Where to; null to use the annotation only.</param>
/// <param name="wait">Waits for the proof.</param>
/// <param name="log">Says what was done.</param>
public sealed class ArgoCdRefresh(
    IArgoCdApplications applications, HttpClient http, WebhookOptions? webhook, Wait wait, IDeliveryLog log)
{
    private static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends the webhook and, where it is not seen to work, asks by annotation.</summary>
    /// <exception cref="DeliveryException">The Application can't be read or annotated.</exception>
    public async Task<RefreshResult> RequestAsync(RefreshRequest request, CancellationToken cancellationToken)
    {
        var before = ApplicationState.Parse(await applications.GetAsync(request.Application, cancellationToken));
        if (before.HasImageUpdater)
        {
            log.Warning(
                $"Argo CD Image Updater writes the images of {request.Application} too, and undoes a rollback: take its annotations off");
        }

        if (webhook is not null
            && await SendAsync(webhook, request, SourceOf(request, before), cancellationToken)
            && await IsSeenAsync(request, before, cancellationToken))
        {
            return new RefreshResult(RefreshTrigger.Webhook, before.ReconciledAt);
        }

        await applications.AnnotateAsync(request.Application, "argocd.argoproj.io/refresh", "normal", cancellationToken);
        if (await IsSeenAsync(request, before, cancellationToken))
        {
            return new RefreshResult(RefreshTrigger.Annotation, before.ReconciledAt);
        }

        log.Warning($"Argo CD did not look at {request.Application} in {ProofTime.TotalSeconds:0} s: does its controller run?");
        return new RefreshResult(RefreshTrigger.Polling, before.ReconciledAt);
    }

    private static ApplicationSource SourceOf(RefreshRequest request, ApplicationState application) =>
        application.Sources.FirstOrDefault(source => request.RepositoryUrl is { } url && source.IsRepository(url))
            ?? application.Sources[0];

    private async Task<bool> SendAsync(
        WebhookOptions options, RefreshRequest request, ApplicationSource source, CancellationToken cancellationToken)
    {
        if (ForgeRepository.Find(source.RepoUrl) is not { } repository)
        {
            log.Information($"no forge serves {source.RepoUrl}, so no webhook is sent");
            return false;
        }

        var push = new PushEvent(repository, request.Branch, request.Before, request.After, request.ChangedPaths);
        var message = push.ToWebhook(options.Secret);
        using var post = new HttpRequestMessage(HttpMethod.Post, options.Endpoint) { Content = new ByteArrayContent(message.Body) };
        post.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in message.Headers)
        {
            post.Headers.Add(name, value);
        }

        var server = new ApiServer("Argo CD", options.Server);
        try
        {
            using var answer = await http.SendAsync(post, cancellationToken);
            if (await server.AccessFailureAsync(answer, WebhookOptions.Path, cancellationToken) is { } closed)
            {
                log.Warning($"no webhook was sent: {closed.Message}");
                return false;
            }

            if (!answer.IsSuccessStatusCode)
            {
                var (status, why) = ((int)answer.StatusCode, $"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}");
                var refusal = server.Failure(WebhookOptions.Path, why, next: HintFor(repository.Kind, status));
                log.Warning($"no webhook was sent: {refusal.Message}");
            }

            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException exception)
        {
            log.Warning($"no webhook was sent: {server.NoAnswer(WebhookOptions.Path, exception).Message}");
            return false;
        }
        catch (Exception exception) when (HttpFailure.Is(exception))
        {
            log.Warning($"the webhook did not reach {options.Endpoint}: {exception.Message}");
            return false;
        }
    }

    private static string? HintFor(ForgeKind kind, int status) => status switch
    {
        400 => $"set ARGOCD_WEBHOOK_SECRET to webhook.{SecretKey(kind)}.secret in argocd-secret",
        404 or 405 => "give the address of argocd-server",
        _ => null,
    };

    /// <summary>Argo CD takes Gitea for Gogs.</summary>
    private static string SecretKey(ForgeKind kind) => kind switch
    {
        ForgeKind.Gitea => "gogs",
        ForgeKind.GitLab => "gitlab",
        _ => "github",
    };

    /// <summary>Whether Argo CD looks at the repository, or already has our commit, within a short time.</summary>
    private async Task<bool> IsSeenAsync(RefreshRequest request, ApplicationState before, CancellationToken cancellationToken)
    {
        try
        {
            return await wait.UntilAsync(
                $"Argo CD to look at {request.Application}",
                ProofTime,
                Interval,
                async token =>
                {
                    var now = ApplicationState.Parse(await applications.GetAsync(request.Application, token));
                    var isSeen = now.Revisions.Contains(request.After) || (now.ReconciledAt is { } at && !(at <= before.ReconciledAt));
                    return isSeen ? Observation.Done(true) : Observation.NotYet<bool>("it has not looked yet");
                },
                "",
                cancellationToken);
        }
        catch (DeliveryException exception)
        {
            log.Detail(exception.Message);
            return false;
        }
    }
}

/// <summary>The push that Argo CD is to look at.</summary>
/// <param name="Application">The Application's name.</param>
/// <param name="Branch">The branch that was pushed.</param>
/// <param name="Before">The commit that the branch was at.</param>
/// <param name="After">The commit that it is at.</param>
/// <param name="ChangedPaths">The files that were changed.</param>
public sealed record RefreshRequest(string Application, string Branch, string Before, string After, IReadOnlyList<string> ChangedPaths)
{
    /// <summary>The address of the repository: tells which source of a multi-source Application is meant.</summary>
    public string? RepositoryUrl { get; init; }
}

/// <summary>Whether Argo CD was seen to look at the repository after it was notified.</summary>
/// <param name="Trigger">What made it look.</param>
/// <param name="ReconciledBefore">When it had looked before that; null for an Application that was never looked at.</param>
public sealed record RefreshResult(RefreshTrigger Trigger, DateTimeOffset? ReconciledBefore);

/// <summary>What made Argo CD look at the repository.</summary>
public enum RefreshTrigger
{
    /// <summary>No webhook is known to work: Argo CD polls by itself every few minutes.</summary>
    Polling,

    Webhook,

    /// <summary>The annotation <c>argocd.argoproj.io/refresh</c>.</summary>
    Annotation,
}
