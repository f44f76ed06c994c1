using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Testing;

/// <summary>
/// What <c>/api/webhook</c> of argocd-server does with a push: takes the first forge whose header it finds, checks the signature in
/// constant time, and answers 200 whether or not an Application matches.
/// </summary>
public sealed class ArgoCdServerStub : IAsyncDisposable
{
    private readonly string _secret;
    private readonly string _repoUrl;
    private HttpStub? _stub;

    private ArgoCdServerStub(string secret, string repoUrl) => (_secret, _repoUrl) = (secret, repoUrl);

    public Uri Address => _stub!.Address;

    /// <summary>How many webhooks refreshed the Application.</summary>
    public int Refreshes { get; private set; }

    public static async Task<ArgoCdServerStub> StartAsync(string secret, string repoUrl)
    {
        var server = new ArgoCdServerStub(secret, repoUrl);
        server._stub = await HttpStub.StartAsync(server.AnswerAsync);
        return server;
    }

    public ValueTask DisposeAsync() => _stub!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.StatusCode = context.Request.Path != "/api/webhook" ? 404
            : context.Request.Method != "POST" ? 405
            : IsSigned(context.Request.Headers, body.ToArray()) ? 200
            : 400;
        if (context.Response.StatusCode == 200 && Matches(JsonNode.Parse(body.ToArray())!))
        {
            Refreshes++;
        }
    }

    private bool IsSigned(IHeaderDictionary headers, byte[] body)
    {
        var hmac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_secret), body));
        var (given, expected) = headers.ContainsKey("X-Gogs-Event") ? (headers["X-Gogs-Signature"].ToString(), hmac)
            : headers.ContainsKey("X-GitHub-Event") ? (headers["X-Hub-Signature-256"].ToString(), "sha256=" + hmac)
            : headers.ContainsKey("X-Gitlab-Event") ? (headers["X-Gitlab-Token"].ToString(), _secret)
            : ("", "no forge");
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
    }

    private bool Matches(JsonNode body)
    {
        var page = new Uri((string)(body["repository"]?["html_url"] ?? body["project"]?["web_url"])!);
        var (host, path) = (Regex.Escape(page.Host), Regex.Escape(page.AbsolutePath[1..]));
        var pattern = $@"(?i)^((https?|ssh)://)?([^@]+@)?((alt)?ssh\.)?{host}(:\d+)?[:/]{path}(\.git)?$";
        return Regex.IsMatch(_repoUrl, pattern) && (string?)body["ref"] == "refs/heads/main";
    }
}
