using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace GitOpsDemo.Testing;

/// <summary>An HTTP server on a free port of 127.0.0.1 that answers as a test says.</summary>
public sealed class HttpStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests = new();

    private HttpStub(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Every request so far: method, path and query.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Starts one.</summary>
    /// <param name="answer">Answers one request.</param>
    public static Task<HttpStub> StartAsync(RequestDelegate answer) => StartAsync(answer, null);

    /// <summary>Starts one that speaks TLS, and asks for a client's certificate where that is said.</summary>
    /// <param name="answer">Answers one request.</param>
    /// <param name="certificate">Its own certificate.</param>
    /// <param name="asks">Whether a client has to show one.</param>
    public static Task<HttpStub> StartTlsAsync(RequestDelegate answer, X509Certificate2 certificate, bool asks = false) => StartAsync(
        answer,
        https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = asks ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
            https.AllowAnyClientCertificate();
        });

    private static async Task<HttpStub> StartAsync(RequestDelegate answer, Action<HttpsConnectionAdapterOptions>? https)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            if (https is not null)
            {
                listener.UseHttps(https);
            }
        }));
        var app = builder.Build();
        HttpStub? stub = null;
        app.UseWebSockets();
        app.Run(context =>
        {
            stub!._requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return answer(context);
        });
        await app.StartAsync();
        stub = new(app, new Uri(app.Urls.First() + "/"));
        return stub;
    }

    /// <summary>Starts one that answers every request with this JSON.</summary>
    public static Task<HttpStub> AnsweringAsync(string json, int status = 200) => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
