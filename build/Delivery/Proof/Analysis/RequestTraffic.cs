namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>
/// Sends the service a steady number of requests a second, until it is disposed of. The service itself counts the answers.
/// </summary>
public sealed class RequestTraffic : IAsyncDisposable
{
    /// <summary>A service that takes longer gets fewer: this is no load test.</summary>
    private const int MostAtOnce = 50;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end;
    private readonly HttpClient _http;
    private readonly IReadOnlyList<Uri> _addresses;
    private readonly int _perSecond;
    private readonly TimeProvider _time;
    private readonly Task _sending;
    private int _atOnce;
    private long _sent;
    private long _unanswered;

    private RequestTraffic(
        HttpClient http, IReadOnlyList<Uri> addresses, int perSecond, TimeProvider time, CancellationToken cancellationToken)
    {
        (_http, _addresses, _perSecond, _time) = (http, addresses, perSecond, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _sending = Task.Run(() => SendAllAsync(_end.Token), CancellationToken.None);
    }

    /// <summary>How many were sent, and how many of them nobody answered.</summary>
    public (long Sent, long Unanswered) Counts => (Interlocked.Read(ref _sent), Interlocked.Read(ref _unanswered));

    /// <summary>Begins to send.</summary>
    /// <param name="http">Reaches the service.</param>
    /// <param name="addresses">What is asked for, one after the other.</param>
    /// <param name="perSecond">How many requests.</param>
    public static RequestTraffic Begin(
        HttpClient http, IReadOnlyList<Uri> addresses, int perSecond, TimeProvider time, CancellationToken cancellationToken) =>
        new(http, addresses, Math.Min(perSecond, TrafficSettings.MostPerSecond), time, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _sending;
        _end.Dispose();
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        var requests = new HashSet<Task>();
        var last = _time.GetTimestamp();
        var due = 0.0;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Beat, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = _time.GetTimestamp();

            // No more than a second is made up for.
            due = Math.Min(due + _time.GetElapsedTime(last, now).TotalSeconds * _perSecond, _perSecond);
            last = now;
            requests.RemoveWhere(request => request.IsCompleted);
            for (; due >= 1 && _atOnce < MostAtOnce && !cancellationToken.IsCancellationRequested; due--)
            {
                requests.Add(SendAsync(_addresses[(int)(_sent++ % _addresses.Count)], cancellationToken));
            }
        }

        await Task.WhenAll(requests);
    }

    private async Task SendAsync(Uri address, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _atOnce);
        try
        {
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Interlocked.Increment(ref _unanswered);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }
}
