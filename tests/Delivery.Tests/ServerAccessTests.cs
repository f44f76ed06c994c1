using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests;

public sealed class ServerAccessTests
{
    private const string Rules = """{"status":"success","data":{"groups":[]}}""";

    [Theory]
    [InlineData("PROMETHEUS_TOKEN=secret", "Authorization", "Bearer secret")]
    [InlineData("PROMETHEUS_USERNAME=ann PROMETHEUS_PASSWORD=secret", "Authorization", "Basic YW5uOnNlY3JldA==")]
    [InlineData("PROMETHEUS_HEADERS=X-Scope-OrgID:team;X-Key:k", "X-Scope-OrgID", "team")]
    public async Task A_server_behind_a_door_is_shown_what_the_environment_has_for_it(string environment, string header, string value)
    {
        var seen = new List<string>();
        await using var server = await HttpStub.StartAsync(context =>
        {
            seen.Add(context.Request.Headers[header].ToString());
            return context.Response.WriteAsync(Rules);
        });

        await Client(server.Address, environment).RulesAsync(default);

        Assert.Equal([value], seen);
    }

    [Fact]
    public async Task A_redirect_to_another_origin_is_followed_without_it()
    {
        var (first, second) = (new List<string>(), new List<string>());
        await using var elsewhere = await HttpStub.StartAsync(context =>
        {
            second.Add($"{context.Request.Headers.Authorization}{context.Request.Headers["X-Key"]}");
            return context.Response.WriteAsync(Rules);
        });
        await using var server = await HttpStub.StartAsync(context =>
        {
            first.Add($"{context.Request.Path} {context.Request.Headers.Authorization}{context.Request.Headers["X-Key"]}");
            context.Response.Redirect(context.Request.Path == "/moved" ? $"{elsewhere.Address}api/v1/rules" : "/moved");
            return Task.CompletedTask;
        });

        await Client(server.Address, "PROMETHEUS_TOKEN=t PROMETHEUS_HEADERS=X-Key:k").RulesAsync(default);

        Assert.Equal(["/api/v1/rules Bearer tk", "/moved Bearer tk"], first);
        Assert.Equal([""], second);
    }

    [Theory]
    [InlineData(
        401,
        "text/plain",
        "it answered 401: it asks for credentials",
        "set PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD")]
    [InlineData(
        403,
        "application/json",
        "it answered 403: these credentials are not allowed to ask this",
        "PROMETHEUS_HEADERS='X-Scope-OrgID: team'")]
    [InlineData(
        404,
        "text/plain",
        "it answered 404: there is no such API at this address (<html>)",
        "fix the address (Mimir's ends in /prometheus)")]
    [InlineData(404, "text/html", "it answered 404: there is no such API at this address", "fix the address")]
    [InlineData(429, "text/plain", "it answered 429: too many questions; it asks for a pause of 0 s", "wait, and run it again")]
    [InlineData(200, "text/html", "a page in HTML, such as a login page", "set PROMETHEUS_TOKEN")]
    public async Task What_a_door_answers_is_said_with_what_to_set(int status, string type, string why, string next)
    {
        await using var server = await HttpStub.StartAsync(context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, type);
            context.Response.Headers.RetryAfter = status == 429 ? "0" : default;
            return context.Response.WriteAsync("<html>");
        });

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Client(server.Address, "PROMETHEUS_TOKEN=very-secret").RulesAsync(default));

        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.Contains(next, failure.Next, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROMETHEUS_TOKEN=t PROMETHEUS_USERNAME=u", "can't both be used")]
    [InlineData("PROMETHEUS_HEADERS=secret-without-a-colon", "a part of it is not a header")]
    public void What_can_t_be_used_is_refused_without_being_shown(string environment, string expected)
    {
        var failure = Assert.Throws<DeliveryException>(() => Access(environment));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_program_inherits_it() =>
        Assert.Superset(
            new HashSet<string>
            {
                "PROMETHEUS_TOKEN",
                "ALERTMANAGER_PASSWORD",
                "LOKI_HEADERS",
                "GRAFANA_TOKEN",
                "GRAFANA_USERNAME",
                "ARGOCD_HEADERS",
            },
            SecretVariables.Names.ToHashSet());

    private static PrometheusClient Client(Uri address, string environment) => new(ServiceClient.For(address, Access(environment)));

    private static ServerAccess Access(string environment)
    {
        var variables = environment.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return ServerAccess.Of("Prometheus", variable: variables.GetValueOrDefault);
    }
}
