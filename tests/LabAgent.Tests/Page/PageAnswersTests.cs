using System.Net;
using System.Text;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests.Page;

/// <summary>What the page shows and does, by the agent's answers.</summary>
public sealed class PageAnswersTests : PageTests
{
    private const string Message = """{"receiver":"gitops-demo","status":"firing","alerts":[{"labels":{"alertname":"ServiceDown"}}]}""";

    [Fact]
    public async Task Prometheus_is_asked_what_the_page_asks_and_nothing_else()
    {
        await using var prometheus = await HttpStub.AnsweringAsync("""{"status":"success"}""");
        Agent.Show(new AgentPage { Prometheus = prometheus.Address });

        var answer = await Browser.GetStringAsync(new Uri(Agent.Page, "api/prometheus/query?query=up%7B%7D"));

        Assert.Equal("""{"status":"success"}""", answer);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/prometheus/admin/tsdb/snapshot"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("api/prometheus/../../-/quit"));
        Assert.Equal(["GET /api/v1/query?query=up%7B%7D"], prometheus.Requests);
    }

    [Fact]
    public async Task A_Prometheus_that_is_away_is_said_to_be()
    {
        using var none = await Browser.GetAsync(new Uri(Agent.Page, "api/prometheus/rules"));
        Agent.Show(new AgentPage { Prometheus = new($"http://127.0.0.1:{FreePort.Next()}/") });
        using var away = await Browser.GetAsync(new Uri(Agent.Page, "api/prometheus/rules"));

        Assert.Equal((HttpStatusCode.BadGateway, "Prometheus does not run"), (none.StatusCode, await ErrorAsync(none)));
        Assert.Equal(HttpStatusCode.BadGateway, away.StatusCode);
        Assert.StartsWith("Prometheus does not answer: Connection refused", await ErrorAsync(away), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", null, HttpStatusCode.OK)]
    [InlineData("text/plain", null, HttpStatusCode.BadRequest)]
    [InlineData("application/json", "http://evil.example", HttpStatusCode.BadRequest)]
    public async Task What_Alertmanager_sends_is_shown_and_nobody_else_can_send_from_a_browser(
        string type, string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/notifications");
        request.Content = new StringContent(Message, Encoding.UTF8, type);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await Agent.Admin.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        var shown = (await StateAsync())["notifications"]!.AsArray();
        Assert.Equal(expected == HttpStatusCode.OK ? ["gitops-demo"] : [], shown.Select(one => $"{one!["receiver"]}"));
    }

    [Fact]
    public async Task Traffic_is_sent_until_nobody_has_the_page_open()
    {
        // Given
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "p"));

        // When
        using var answer = await OrderAsync("traffic", Traffic("/some/route?x=1", 50));

        // Then
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await Eventually.HoldsAsync(() => Backend.Requests >= 5, "requests come");
        var before = -1;
        await Eventually.HoldsAsync(
            async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
                return before == (before = Backend.Requests);
            },
            "no more come");
        var shown = (await StateAsync())["traffic"]!.AsArray().Single()!;
        Assert.Equal((0, "/some/route?x=1"), ((int)(double)shown["perSecond"]!, $"{shown["path"]}"));
        Assert.Equal(before, (int)shown["answers"]!["200"]!);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("http://evil.example/", 1)]
    [InlineData("/", -1)]
    [InlineData("/", 201)]
    public async Task Traffic_goes_to_the_service_alone_and_is_bounded(string path, double perSecond)
    {
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "p"));

        using var answer = await OrderAsync("traffic", Traffic(path, perSecond));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty((await StateAsync())["traffic"]!.AsArray());
    }

    [Fact]
    public async Task A_fault_is_told_to_every_replica_and_ended_again()
    {
        // Given
        await using var other = await Backend.StartAsync();
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "p"), RunningAgent.PodOf(other, "q"));
        Agent.Show(new AgentPage { Faults = [Errors] });

        // When
        using var begun = await OrderAsync("fault", Fault(isOn: true));
        var during = (await StateAsync())["faults"]!.AsArray().Count;
        using var ended = await OrderAsync("fault", Fault(isOn: false));

        // Then
        Assert.Equal(HttpStatusCode.NoContent, begun.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal((2, 2, 2), (during, Backend.Requests, other.Requests));
        Assert.Empty((await StateAsync())["faults"]!.AsArray());
    }

    [Fact]
    public async Task A_service_without_faults_says_so()
    {
        await using var plain = await Backend.StartAsync("plain", context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(plain, "p"));
        Agent.Show(new AgentPage { Faults = [Errors] });

        using var answer = await OrderAsync("fault", Fault(isOn: true));

        Assert.Equal("p accepts no faults: they are off in this environment, or the service has none", await ErrorAsync(answer));
        Assert.Empty((await StateAsync())["faults"]!.AsArray());
    }
}
