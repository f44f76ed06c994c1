using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using GitOpsDemo.LabContract;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace GitOpsDemo.LabAgent.Forwarding;

/// <summary>The port of a service: an HTTP server of its own, so that ports open and close without touching each other.</summary>
internal sealed class ServiceListener(AgentService service, HttpForwarder forwarder, ILoggerFactory loggers)
    : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private KestrelServer? _server;
    private volatile string? _error = "not open yet";

    /// <summary>The pods that requests go to.</summary>
    public ServiceEndpoints Endpoints { get; } = new();

    /// <summary>Opens the port unless it is open. A port that is taken is not an error: it may be free the next time.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            return;
        }

        var server = CreateServer();
        try
        {
            await server.StartAsync(this, cancellationToken);
            _server = server;
            _error = null;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            _error = exception.Message;
            server.Dispose();
        }
    }

    /// <summary>Whether the port is open.</summary>
    public ServiceReport Report() => new(service.Namespace, service.Name, service.Port, _error);

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) =>
        forwarder.ForwardAsync(context, $"{service.Namespace}/{service.Name}", Endpoints);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // The features belong to the server.
    }

    /// <summary>Closes the port at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync(new CancellationToken(canceled: true));
            _server.Dispose();
        }
    }

    private KestrelServer CreateServer()
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        // Limits are the service's to set.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, service.Port, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        return new KestrelServer(Options.Create(options), transport, loggers);
    }
}

/// <summary>The pods behind a service, taken in turn.</summary>
internal sealed class ServiceEndpoints
{
    private ImmutableArray<Pod> _pods = [];
    private int _turn = -1;

    /// <summary>All of them, ready or not.</summary>
    public ImmutableArray<Pod> Pods
    {
        get => _pods;
        set => ImmutableInterlocked.InterlockedExchange(ref _pods, value);
    }

    /// <summary>The next pod that takes requests and has not been tried; null when there is none.</summary>
    public Pod? Next(IReadOnlyCollection<Pod> tried)
    {
        var able = _pods.Where(pod => pod.TakesRequests && !tried.Contains(pod)).ToArray();
        return able.Length == 0 ? null : able[(uint)Interlocked.Increment(ref _turn) % able.Length];
    }

    /// <summary>Why each pod takes no requests.</summary>
    public List<string> Obstacles() => [.. _pods
        .Select(pod => pod.Report())
        .Select(pod => $"{pod.Name}: {pod.Reason}")
        .DefaultIfEmpty("its selector matches no pod")];
}
