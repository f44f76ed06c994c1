using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Testing;

/// <summary>What can go wrong between a client and a server.</summary>
public enum Fault
{
    /// <summary>The answer comes late.</summary>
    Latency,

    /// <summary>The connection is broken before an answer.</summary>
    Reset,

    /// <summary>The connection is broken in the middle of the answer.</summary>
    HalfAnswer,

    /// <summary>429, with a second to wait.</summary>
    TooManyRequests,

    /// <summary>500.</summary>
    InternalError,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>Nothing comes at all, and the connection stays.</summary>
    Blackhole,
}

/// <summary>Passes requests on to a server, and lets some in a row go wrong.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly Uri _server;
    private readonly Fault _fault;
    private HttpStub _stub = null!;
    private readonly int _first;
    private readonly int _faults;
    private int _count;

    private FaultProxy(Uri server, Fault fault, int faults, int first) =>
        (_server, _fault, _faults, _first) = (server, fault, faults, first);

    /// <summary>Where it listens.</summary>
    public Uri Address => _stub.Address;

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<string> Requests => _stub.Requests;

    /// <summary>Starts one.</summary>
    /// <param name="server">Whom it stands before.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="faults">With how many requests.</param>
    /// <param name="first">The first of them, counted from 0.</param>
    public static async Task<FaultProxy> StartAsync(Uri server, Fault fault, int faults, int first = 0)
    {
        var proxy = new FaultProxy(server, fault, faults, first);
        proxy._stub = await HttpStub.StartAsync(proxy.AnswerAsync);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _stub.DisposeAsync();
        _http.Dispose();
    }

    private Task AnswerAsync(HttpContext context) => Interlocked.Increment(ref _count) - 1 - _first is var number
        && number >= 0
        && number < _faults
        ? FailAsync(context)
        : ForwardAsync(context, context.Response.Body.WriteAsync);

    private async Task FailAsync(HttpContext context)
    {
        switch (_fault)
        {
            case Fault.Latency:
                await Task.Delay(Late, context.RequestAborted);
                await ForwardAsync(context, context.Response.Body.WriteAsync);
                break;
            case Fault.Reset:
                context.Abort();
                break;
            case Fault.HalfAnswer:
                await ForwardAsync(context, async (content, token) =>
                {
                    context.Response.ContentLength = content.Length + 1;
                    await context.Response.Body.WriteAsync(content[..(content.Length / 2)], token);
                    await context.Response.Body.FlushAsync(token);
                    context.Abort();
                });
                break;
            case Fault.Blackhole:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                context.Response.StatusCode = _fault switch { Fault.TooManyRequests => 429, Fault.Unavailable => 503, _ => 500 };
                context.Response.Headers.RetryAfter = "1";
                break;
        }
    }

    private async Task ForwardAsync(HttpContext context, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(_server, context.Request.Path + context.Request.QueryString));
        request.Content = body.Length > 0 ? new ByteArrayContent(body.ToArray()) : null;
        var asked = context.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length" or "Connection"));
        foreach (var (name, values) in asked)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        var answered = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Content-Length"));
        foreach (var (name, values) in answered)
        {
            context.Response.Headers[name] = values.ToArray();
        }

        var content = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        await write(content, context.RequestAborted);
    }
}
