using System.Collections.Concurrent;
using System.Diagnostics;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Requests at an even pace, whatever becomes of those before: a server that is slow gets no fewer.</summary>
internal sealed class PacedLoad : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentQueue<FailedRequest> _failed = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly PeriodicTimer _timer = new(Beat);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Uri _url;
    private readonly int _rate;
    private readonly Task _sending;

    /// <summary>Starts to send.</summary>
    /// <param name="url">What is asked for.</param>
    /// <param name="rate">How often, per second.</param>
    public PacedLoad(Uri url, int rate)
    {
        (_url, _rate) = (url, rate);
        _sending = Task.Run(SendAsync);
    }

    /// <summary>How many were sent.</summary>
    public int Sent { get; private set; }

    /// <summary>Since the first of them.</summary>
    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Stops to send, and waits for the answers.</summary>
    /// <returns>Those that failed.</returns>
    public async Task<IReadOnlyList<FailedRequest>> StopAsync()
    {
        _timer.Dispose();
        await _sending;
        await Task.WhenAll(_running.Keys);
        return [.. _failed];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
    }

    private async Task SendAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            for (var due = (int)(_rate * _watch.Elapsed.TotalSeconds); Sent < due; Sent++)
            {
                var request = AskAsync();
                _running.TryAdd(request, true);
                _ = request.ContinueWith(task => _running.TryRemove(task, out _), TaskScheduler.Default);
            }
        }
    }

    private async Task AskAsync()
    {
        var from = _watch.Elapsed;
        try
        {
            using var answer = await _http.GetAsync(_url);
            if (!answer.IsSuccessStatusCode)
            {
                _failed.Enqueue(new(from, _watch.Elapsed, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            _failed.Enqueue(new(from, _watch.Elapsed, exception.Message));
        }
    }
}
