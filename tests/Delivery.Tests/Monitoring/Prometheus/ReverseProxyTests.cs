using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Tests.Monitoring.Rules;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Prometheus;

/// <summary>A real Prometheus behind a small reverse proxy, which has a private CA, a prefix of its own and a login.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ReverseProxyTests(RuleServer server) : IClassFixture<RuleServer>
{
    private const string Prefix = "/metrics-of-all";

    private static readonly PrometheusRule Rules = ManifestSet.Parse(
        """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: r, namespace: monitoring}
        spec: {groups: [{name: g, rules: [{alert: Down, expr: 'sum(up{job="hello"}) == 0', for: 1m}]}]}
        """,
        "test").Only<PrometheusRule>();

    [TheoryWithTool("prometheus", "promtool")]
    [InlineData("PROMETHEUS_USERNAME=ann PROMETHEUS_PASSWORD=secret", null)]
    [InlineData("PROMETHEUS_USERNAME=ann PROMETHEUS_PASSWORD=another", "it answered 401: it asks for credentials, or does not accept")]
    [InlineData("PROMETHEUS_TOKEN=t", "it answered 401: it asks for credentials, or does not accept")]
    public async Task Rules_are_proven_through_it_by_whom_it_lets_in(string environment, string? refused)
    {
        // Given
        await server.LoadAndEvaluateAsync([Rules]);
        using var certificates = new TestCertificates();
        await using var proxy = await HttpStub.StartTlsAsync(ForwardAsync, certificates.Server);
        var variables = environment.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var access = ServerAccess.Of("Prometheus", new(certificates.CaFile, null, null), variables.GetValueOrDefault);
        var prometheus = new PrometheusClient(ServiceClient.For(new Uri(proxy.Address, $"{Prefix}/"), access));
        var proof = RuleProof.Of(prometheus, Rules, TimeProvider.System);

        // Then
        if (refused is null)
        {
            Assert.All(await proof.LookAsync(default), finding => Assert.Equal(Verdict.Pass, finding.Result.Verdict));
        }
        else
        {
            var failure = await Assert.ThrowsAsync<DeliveryException>(() => proof.LookAsync(default));
            Assert.StartsWith(refused, failure.Why, StringComparison.Ordinal);
        }
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != "Basic YW5uOnNlY3JldA==")
        {
            (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate) = (StatusCodes.Status401Unauthorized, "Basic");
            return;
        }

        Assert.True(context.Request.Path.StartsWithSegments(Prefix, out var path));
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(server.Api.Address, $"{path}{context.Request.QueryString}"));
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = $"{answer.Content.Headers.ContentType}";
        await answer.Content.CopyToAsync(context.Response.Body);
    }
}
