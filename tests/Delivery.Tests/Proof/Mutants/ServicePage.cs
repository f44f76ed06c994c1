using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>Stands between Prometheus and a page of metrics, and can change what the page says.</summary>
internal sealed class ServicePage : IAsyncDisposable
{
    private static readonly HttpClient Http = new();
    private HttpStub _stub = null!;

    /// <summary>What is done to the page; nothing in a healthy lab.</summary>
    public Func<string, string> Change { get; set; } = page => page;

    /// <summary>How often it was read.</summary>
    public int Reads => _stub.Requests.Count;

    /// <summary>Where Prometheus finds it.</summary>
    public Uri Address => _stub.Address;

    public static async Task<ServicePage> StartAsync(Uri service)
    {
        var page = new ServicePage();
        page._stub = await HttpStub.StartAsync(context => page.AnswerAsync(context, service));
        return page;
    }

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Uri service)
    {
        using var answer = await Http.GetAsync(new Uri(service, context.Request.Path.Value!.TrimStart('/')));
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "text/plain; version=0.0.4";
        await context.Response.WriteAsync(Change(await answer.Content.ReadAsStringAsync()));
    }
}
