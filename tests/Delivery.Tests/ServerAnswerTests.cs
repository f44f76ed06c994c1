using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Kubernetes.Dashboards;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests;

/// <summary>
/// Servers × ways of access, and servers × answers of a door before them. Each case is a row of <c>docs/servers.md</c>.
/// </summary>
public sealed class ServerAnswerTests
{
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
        ["429: too many questions"] = (answer => (answer.StatusCode, answer.Headers.RetryAfter) = (429, "0"), "wait"),
        ["200: a page to log in with"] = (answer => answer.ContentType = "text/html", "shows what answers there"),
        ["302: a redirect that is none of http"] = (
            answer => (answer.StatusCode, answer.Headers.Location) = (302, "ftp://login.example.com/"), "the address that it redirects to"),
    };

    public static TheoryData<string, string> Doors => Cross(Questions.Keys, Answers.Keys);

    public static TheoryData<string, string> Ways =>
        Cross(["Prometheus", "Alertmanager", "Grafana", "Loki", "ArgoCd"], ["TOKEN", "USERNAME", "HEADERS"]);

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_door_is_said_to_be_one(string server, string cause)
    {
        var (answer, next) = Answers[cause];
        await using var door = await HttpStub.StartAsync(context =>
        {
            answer(context.Response);
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Questions[server](ServiceClient.For(door.Address, ServerAccess.Of(server, variable: _ => null))));

        Assert.Contains(next, failure.Next, StringComparison.Ordinal);
        AnswersPage.Has([server, cause], failure.Message, ($"{door.Address}", $"https://{server.ToLowerInvariant()}.example.com/"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Each_way_in_is_a_header(string server, string way)
    {
        var seen = new Dictionary<string, string>();
        await using var door = await HttpStub.StartAsync(context =>
        {
            seen = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
            return Task.CompletedTask;
        });
        var variables = new Dictionary<string, string>
        {
            [$"{server.ToUpperInvariant()}_{way}"] = way == "HEADERS" ? "X-Scope-OrgID: team" : "ann",
            [$"{server.ToUpperInvariant()}_PASSWORD"] = "secret",
        };
        using var http = ServiceClient.For(door.Address, ServerAccess.Of(server, variable: variables.GetValueOrDefault));

        using var answer = await http.GetAsync(new Uri("x", UriKind.Relative));

        var shown = seen.Single(header => header.Key is "Authorization" or "X-Scope-OrgID");
        var variable = $"`{server.ToUpperInvariant()}_{way}`{(way == "USERNAME" ? $" and `{server.ToUpperInvariant()}_PASSWORD`" : "")}";
        AnswersPage.Has([server, variable], $"{shown.Key}: {shown.Value}", ("YW5uOnNlY3JldA==", "…"), ("Bearer ann", "Bearer …"));
    }

    private static TheoryData<string, string> Cross(IEnumerable<string> servers, IReadOnlyCollection<string> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (var (server, case_) in servers.SelectMany(server => cases.Select(of => (server, of))))
        {
            data.Add(server, case_);
        }

        return data;
    }
}
