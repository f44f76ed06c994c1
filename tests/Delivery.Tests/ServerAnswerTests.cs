using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests;

/// <summary>
/// Servers × ways of access, and servers × answers of a login or a proxy before them. Each case is a row of <c>docs/servers.md</c>.
/// </summary>
public sealed class ServerAnswerTests
{
    private const string ArgoCd = "Argo CD";
    private const string NotThere = "404: something else answers there";

    private static readonly Dictionary<string, Func<HttpClient, Task>> Questions = new()
    {
        ["Prometheus"] = http => new PrometheusClient(http).RulesAsync(default),
        ["Alertmanager"] = http => new AlertmanagerClient(http).StatusAsync(default),
        ["Loki"] = http =>
            new LokiLogs(http, new("demo", 8080)).HasResultAsync("{}", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, default),
        ["Grafana"] = http => new GrafanaClient(http).SendAsync(HttpMethod.Get, "api/health", null, default),
    };

    private static readonly Dictionary<string, (Action<HttpResponse> Answer, string Next)> Answers = new()
    {
        ["401: it wants to know who asks"] = (answer => answer.StatusCode = 401, "_TOKEN"),
        ["403: who asks may not"] = (answer => answer.StatusCode = 403, "let them read"),
        [NotThere] = (answer => answer.StatusCode = 404, "the address"),
        ["429: too many questions"] = (answer => (answer.StatusCode, answer.Headers.RetryAfter) = (429, "0"), "wait"),
        ["200: a page to log in with"] = (answer => answer.ContentType = "text/html", "shows what answers there"),
        ["302: a redirect that is none of http"] = (
            answer => (answer.StatusCode, answer.Headers.Location) = (302, "ftp://login.example.com/"), "the address that it redirects to"),
    };

    /// <summary>Grafana says by 404 that it does not have a dashboard, too.</summary>
    public static TheoryData<string, string> Refusals => Cross(
        [.. Questions.Keys, ArgoCd], Answers.Keys, (server, cause) => server != "Grafana" || cause != NotThere);

    public static TheoryData<string, string> Ways =>
        Cross([.. Questions.Keys, ArgoCd], ["TOKEN", "USERNAME", "HEADERS"]);

    public static TheoryData<string> Servers => [.. Questions.Keys, ArgoCd];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_door_is_said_to_be_one(string server, string cause)
    {
        var (answer, next) = Answers[cause];
        await using var proxy = await HttpStub.StartAsync(context =>
        {
            answer(context.Response);
            return Task.CompletedTask;
        });

        await SaysAsync(server, cause, next, proxy.Address);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_certificate_of_a_private_CA_is_said_with_the_key_that_names_it(string server)
    {
        using var certificates = new TestCertificates();
        await using var proxy = await HttpStub.StartTlsAsync(_ => Task.CompletedTask, certificates.Server);

        await SaysAsync(server, "https: a certificate of a private CA", "caFile under servers.", proxy.Address);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Its_CA_and_our_certificate_are_files_that_the_settings_file_names(string server)
    {
        using var certificates = new TestCertificates();
        string? shown = null;
        await using var proxy = await HttpStub.StartTlsAsync(
            context =>
            {
                shown = context.Connection.ClientCertificate?.Subject;
                return Task.CompletedTask;
            },
            certificates.Server,
            asks: true);
        var tls = new ServerTls(certificates.CaFile, certificates.CertFile, certificates.KeyFile);
        using var http = ServiceClient.For(proxy.Address, ServerAccess.Of(server, tls, variable: _ => null));

        using var answer = await http.GetAsync(new Uri("x", UriKind.Relative));

        Assert.True(answer.IsSuccessStatusCode);
        var key = new ApiServer(server, proxy.Address).SettingsKey;
        AnswersPage.Has([server, $"`caFile`, `certFile` and `keyFile` under `servers.{key}`"], $"a certificate: {shown}");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_way_in_is_a_header(string server, string way)
    {
        var seen = new Dictionary<string, string>();
        await using var proxy = await HttpStub.StartAsync(context =>
        {
            seen = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
            return Task.CompletedTask;
        });
        var (set, password) = (SecretVariables.Of(server, way), SecretVariables.Of(server, "PASSWORD"));
        var variables = new Dictionary<string, string>
        {
            [set] = way == "HEADERS" ? "X-Scope-OrgID: team" : "ann",
            [password] = "secret",
        };
        using var http = ServiceClient.For(proxy.Address, ServerAccess.Of(server, variable: variables.GetValueOrDefault));

        using var answer = await http.GetAsync(new Uri("x", UriKind.Relative));

        var shown = seen.Single(header => header.Key is "Authorization" or "X-Scope-OrgID");
        var variable = $"`{set}`{(way == "USERNAME" ? $" and `{password}`" : "")}";
        AnswersPage.Has([server, variable], $"{shown.Key}: {shown.Value}", ("YW5uOnNlY3JldA==", "…"), ("Bearer ann", "Bearer …"));
    }

    private static async Task SaysAsync(string server, string cause, string next, Uri address)
    {
        var http = ServiceClient.For(address, ServerAccess.Of(server, variable: _ => null));
        var said = server == ArgoCd
            ? await TellArgoCdAsync(http)
            : (await Assert.ThrowsAsync<DeliveryException>(() => Questions[server](http))).Message;

        Assert.Contains(next, said.Split("Next: ")[1], StringComparison.Ordinal);
        var host = server.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        AnswersPage.Has([server, cause], said, ($"{address}", $"https://{host}.example.com/"));
    }

    /// <summary>A webhook that is not taken is a warning: an annotation does as well.</summary>
    private static async Task<string> TellArgoCdAsync(HttpClient http)
    {
        var log = new RecordingLog();
        var application = new LiveApplication("https://git.example.com/team/shop.git", () => 0);
        var webhook = new WebhookOptions(http.BaseAddress!, secret: null);
        await new ArgoCdRefresh(application, http, webhook, new Wait(log, new HurryingTime()), log).RequestAsync(
            new("shop-dev", "main", "aaa", "bbb", []), default);
        Assert.Single(application.Annotations);
        return log.Lines.Single(line => line.StartsWith("no webhook was sent", StringComparison.Ordinal));
    }

    private static TheoryData<string, string> Cross(
        IEnumerable<string> servers, IReadOnlyCollection<string> cases, Func<string, string, bool>? has = null)
    {
        var data = new TheoryData<string, string>();
        foreach (var (server, case_) in servers.SelectMany(server => cases.Select(of => (server, of))))
        {
            if (has?.Invoke(server, case_) != false)
            {
                data.Add(server, case_);
            }
        }

        return data;
    }
}
