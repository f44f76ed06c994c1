using System.Collections.Concurrent;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>Requests that a person sends from the page to routes of the service. They end when nobody has the page open any more.</summary>
internal sealed class Traffic(AgentOptions options, Cluster cluster, TimeProvider time) : IAsyncDisposable
{
    private const double MostPerSecond = 200;
    private const int LongestPath = 1000;

    private readonly ConcurrentDictionary<(string Namespace, string Path), RequestSource> _sources = new();
    private readonly HttpClient _http = new(LocalHttp.Handler());

    private long _watched = time.GetTimestamp();

    /// <summary>Somebody has the page open.</summary>
    public void Watched() => Interlocked.Exchange(ref _watched, time.GetTimestamp());

    /// <summary>What is sent, and how it is answered.</summary>
    public IReadOnlyList<TrafficReport> Report() =>
    [
        .. _sources
            .Select(source => source.Value.Report(source.Key.Namespace, source.Key.Path))
            .OrderBy(report => report.Path, StringComparer.Ordinal),
    ];

    /// <summary>Follows an order of the page.</summary>
    public async Task TakeAsync(HttpContext context)
    {
        if (await PageJson.ReadAsync(context, PageJson.Default.TrafficOrder) is not { } order)
        {
            return;
        }

        if (!order.Path.StartsWith('/') || order.Path.Length > LongestPath || order.PerSecond is not (>= 0 and <= MostPerSecond))
        {
            await PageJson.RefuseAsync(
                context, StatusCodes.Status400BadRequest, $"a path begins with / and the rate is from 0 to {MostPerSecond} a second");
            return;
        }

        if (cluster.AddressOf(order.Namespace) is not { } service)
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status404NotFound, $"no service runs in {order.Namespace}");
            return;
        }

        Watched();
        await SetAsync(order, new Uri(service.GetLeftPart(UriPartial.Authority) + order.Path));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values)
        {
            await source.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task SetAsync(TrafficOrder order, Uri address)
    {
        var key = (order.Namespace, order.Path);
        if (_sources.TryRemove(key, out var before))
        {
            await before.DisposeAsync();
        }

        if (order.PerSecond > 0)
        {
            _sources[key] = new(_http, address, order.PerSecond, IsWatched, time);
        }
    }

    private bool IsWatched() => time.GetElapsedTime(Interlocked.Read(ref _watched)) < options.TrafficLease;
}

/// <summary>An order to send requests.</summary>
/// <param name="Namespace">The environment's namespace.</param>
/// <param name="Path">The path, with its query.</param>
/// <param name="PerSecond">How many a second; 0 ends them.</param>
internal sealed record TrafficOrder(string Namespace, string Path, double PerSecond);

/// <summary>What became of an order.</summary>
/// <param name="Namespace">The environment's namespace.</param>
/// <param name="PerSecond">How many a second are sent; 0 when nobody watched any more.</param>
/// <param name="Answers">How many answers there were, by their status; 0 stands for none.</param>
/// <param name="Delayed">How many were not sent, as too many had no answer yet.</param>
internal sealed record TrafficReport(
    string Namespace, string Path, double PerSecond, IReadOnlyDictionary<int, int> Answers, int Delayed);

/// <summary>Sends requests to one route at an even pace, until it is disposed of.</summary>
internal sealed class RequestSource : IAsyncDisposable
{
    /// <summary>More would only wait for each other.</summary>
    private const int MostUnanswered = 100;

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, int> _answers = new();
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly double _perSecond;
    private readonly Task _all;
    private int _unanswered;
    private int _delayed;

    public RequestSource(HttpClient http, Uri address, double perSecond, Func<bool> isWatched, TimeProvider time)
    {
        (_http, _address, _perSecond) = (http, address, perSecond);
        _all = RunAsync(isWatched, time);
    }

    public TrafficReport Report(string @namespace, string path) => new(
        @namespace, path, _all.IsCompleted ? 0 : _perSecond, new SortedDictionary<int, int>(_answers), Volatile.Read(ref _delayed));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _all;
        _end.Dispose();
    }

    private async Task RunAsync(Func<bool> isWatched, TimeProvider time)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / _perSecond), time);
        try
        {
            do
            {
                if (Volatile.Read(ref _unanswered) < MostUnanswered)
                {
                    _ = SendAsync();
                }
                else
                {
                    _delayed++;
                }
            }
            while (await timer.WaitForNextTickAsync(_end.Token) && isWatched());
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Another order takes its place.
        }
    }

    private async Task SendAsync()
    {
        Interlocked.Increment(ref _unanswered);
        var status = 0;
        try
        {
            using var answer = await _http.GetAsync(_address, HttpCompletionOption.ResponseContentRead, _end.Token);
            status = (int)answer.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // No answer is counted as 0.
        }

        Interlocked.Decrement(ref _unanswered);
        _answers.AddOrUpdate(status, 1, (_, count) => count + 1);
    }
}
