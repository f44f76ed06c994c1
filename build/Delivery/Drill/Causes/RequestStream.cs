namespace GitOpsDemo.Delivery.Drill.Causes;

/// <summary>Requests to each replica, several at a time, until it is disposed of. How they are answered is for others to count.</summary>
internal sealed class RequestStream : IAsyncDisposable
{
    /// <summary>Enough that some answer ends within every range, also where each takes a second and a range has 300 ms.</summary>
    private const int AtOnce = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _http;
    private readonly Task _all;

    private RequestStream(IReadOnlyList<DrillReplica> replicas, HttpClient http)
    {
        _http = http;
        _all = Task.WhenAll(replicas.SelectMany(replica => Enumerable.Range(0, AtOnce).Select(_ => SendAsync(replica.Address))));
    }

    /// <summary>Begins to send.</summary>
    public static RequestStream To(IReadOnlyList<DrillReplica> replicas, HttpClient http) => new(replicas, http);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _all;
    }

    private async Task SendAsync(Uri address)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var response = await _http.GetAsync(address, _end.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // A replica that does not answer at all is what other alerts are for.
            }

            await Task.Delay(Pause, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
