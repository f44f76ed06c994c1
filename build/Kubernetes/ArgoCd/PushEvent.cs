using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>A push, as Gitea, GitHub or GitLab notifies Argo CD of it.</summary>
/// <param name="Repository">The repository. Argo CD compares its page's host and path with the Application's <c>repoURL</c>.</param>
/// <param name="Branch">The branch that was pushed.</param>
/// <param name="Before">The commit that the branch was at.</param>
/// <param name="After">The commit that it is at.</param>
/// <param name="ChangedPaths">The files that were changed. Empty refreshes in any case.</param>
/// <remarks>Sources: Argo CD's <c>util/webhook/webhook.go</c> and the three forges' pages on webhooks.</remarks>
public sealed record PushEvent(ForgeRepository Repository, string Branch, string Before, string After, IReadOnlyList<string> ChangedPaths)
{
    /// <summary>The webhook, signed where there is a secret.</summary>
    public PushWebhook ToWebhook(string? secret)
    {
        var body = Encoding.UTF8.GetBytes(Payload().ToJsonString());
        var headers = new Dictionary<string, string>();
        headers.Add(EventHeader.Name, EventHeader.Value);
        foreach (var (name, value) in secret is null ? [] : Signatures(Repository.Kind, body, secret))
        {
            headers.Add(name, value);
        }

        return new PushWebhook(headers, body);
    }

    /// <summary>The headers by which a forge proves that it knows the secret.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Signatures(ForgeKind kind, byte[] body, string secret)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        var sha256 = Convert.ToHexStringLower(HMACSHA256.HashData(key, body));
        return kind switch
        {
            ForgeKind.Gitea => [new("X-Gogs-Signature", sha256)],
            ForgeKind.GitLab => [new("X-Gitlab-Token", secret)],

            // Argo CD before 2.14 (webhooks library 6.4) looks at the older one.
            _ => [new("X-Hub-Signature-256", $"sha256={sha256}"), new("X-Hub-Signature", $"sha1={Sha1(key, body)}")],
        };
    }

    private (string Name, string Value) EventHeader => Repository.Kind switch
    {
        // Argo CD looks for Gogs' header, which Gitea and Forgejo send too.
        ForgeKind.Gitea => ("X-Gogs-Event", "push"),
        ForgeKind.GitLab => ("X-Gitlab-Event", "Push Hook"),
        _ => ("X-GitHub-Event", "push"),
    };

    private JsonObject Payload()
    {
        // The default branch matters to Applications that follow HEAD.
        var page = Repository.WebUrl.ToString();
        var payload = new JsonObject
        {
            ["ref"] = $"refs/heads/{Branch}",
            ["before"] = Before,
            ["after"] = After,
            ["commits"] = new JsonArray(new JsonObject
            {
                ["id"] = After,
                ["added"] = new JsonArray(),
                ["removed"] = new JsonArray(),
                ["modified"] = new JsonArray([.. ChangedPaths.Select(path => JsonValue.Create(path))]),
            }),
        };
        if (Repository.Kind is ForgeKind.GitLab)
        {
            payload["object_kind"] = "push";
            payload["project"] = new JsonObject { ["web_url"] = page, ["default_branch"] = Branch };
        }
        else
        {
            payload["repository"] = new JsonObject { ["html_url"] = page, ["default_branch"] = Branch };
        }

        return payload;
    }

    private static string Sha1(byte[] key, byte[] body)
    {
#pragma warning disable CA5350 // GitHub's older signature is SHA-1 by definition.
        return Convert.ToHexStringLower(HMACSHA1.HashData(key, body));
#pragma warning restore CA5350
    }
}

/// <summary>A webhook as a forge would send it.</summary>
/// <param name="Headers">The event's and the signature's headers. One forge's only: Argo CD takes the first family that it knows.</param>
/// <param name="Body">The JSON.</param>
public sealed record PushWebhook(IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>Where Argo CD takes webhooks. A class and no record, so that nothing prints the secret by accident.</summary>
/// <param name="server">The address of argocd-server.</param>
/// <param name="secret">What Argo CD has under <c>webhook.gogs.secret</c>, <c>.github.secret</c> or <c>.gitlab.secret</c>.</param>
public sealed class WebhookOptions(Uri server, string? secret)
{
    /// <summary>What is posted to, below the server's address.</summary>
    public const string Path = "api/webhook";

    /// <summary>The server's address, with a slash at its end.</summary>
    public Uri Server { get; } = new($"{server.AbsoluteUri.TrimEnd('/')}/");

    public Uri Endpoint => new(Server, Path);

    public string? Secret { get; } = secret;
}
