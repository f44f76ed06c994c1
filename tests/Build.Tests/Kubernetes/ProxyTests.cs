using System.Net;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>Behind the proxy of a company.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly IWebProxy _before = HttpClient.DefaultProxy;

    public void Dispose() => HttpClient.DefaultProxy = _before;

    [Fact]
    public async Task Grafana_and_the_webhook_of_Argo_CD_are_reached_through_the_proxy_of_the_system()
    {
        // Given (what other tests ask of this computer passes the proxy by)
        var hosts = new List<string>();
        await using var proxy = await HttpStub.StartAsync(context =>
        {
            hosts.Add(context.Request.Host.Value!);
            return context.Response.WriteAsync("by proxy");
        });
        HttpClient.DefaultProxy = new WebProxy(proxy.Address) { BypassProxyOnLocal = true };

        // When
        await using var cluster = new ClusterFixture("--grafana-url=http://grafana.corp.example");
        var answer = await cluster.Get<HttpClient>().GetStringAsync("http://grafana.corp.example/api/health");

        // Then
        Assert.Equal(("by proxy", "grafana.corp.example"), (answer, Assert.Single(hosts)));
    }

    [Fact]
    public void This_computer_is_reached_without_a_proxy_whatever_the_environment_says()
    {
        HttpClient.DefaultProxy = new WebProxy("http://proxy.corp.example:3128") { BypassList = ["other"] };
        using var handler = ServiceClient.Handler();

        Assert.All(
            ["http://127.0.0.1:9090/", "http://localhost:3000/", "http://[::1]:80/"],
            address => Assert.Null(handler.Proxy!.GetProxy(new Uri(address))));
        Assert.Equal(new Uri("http://proxy.corp.example:3128/"), handler.Proxy!.GetProxy(new Uri("https://prometheus.corp.example/")));
    }
}
