using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GitOpsDemo.LabAgent.Tests;

/// <summary>A service in a pod: <c>/ready</c> as told, and everything else as the test has it.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private Backend(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What <c>/ready</c> answers.</summary>
    public HttpStatusCode Readiness { get; set; } = HttpStatusCode.OK;

    /// <summary>How many requests came, probes aside.</summary>
    public int Requests => _requests;

    /// <summary>Starts on a free port. Without a handler every path answers 200 and the name.</summary>
    public static async Task<Backend> StartAsync(
        string name = "backend", RequestDelegate? handler = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        var app = builder.Build();
        var backend = new Backend(app);
        app.Run(context => backend.AnswerAsync(context, handler ?? (_ => context.Response.WriteAsync(name))));
        await app.StartAsync();
        return backend;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context, RequestDelegate handler)
    {
        if (context.Request.Path == "/ready")
        {
            context.Response.StatusCode = (int)Readiness;
            return Task.CompletedTask;
        }

        Interlocked.Increment(ref _requests);
        return handler(context);
    }
}
