using System.Globalization;
using System.Net;
using System.Text;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Drill.Causes;

/// <summary>The fault endpoints of the service (src/GitOpsDemo.Api/Endpoints/Routes.cs), on one replica at a time.</summary>
/// <param name="http">Reaches the replicas.</param>
/// <param name="environment">The environment, for messages.</param>
internal sealed class ReplicaFaults(HttpClient http, string environment)
{
    /// <summary>Makes a share of the application's answers errors, and all of them slow.</summary>
    public Task PlanAsync(DrillReplica replica, double errorRate, TimeSpan delay, CancellationToken cancellationToken) => BeginAsync(
        replica,
        HttpMethod.Put,
        "faults/plan",
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"errorRate":{{errorRate}},"delayMilliseconds":{{(int)delay.TotalMilliseconds}}}"""),
        cancellationToken);

    /// <summary>Lets the application answer as it would.</summary>
    public Task ClearPlanAsync(DrillReplica replica, CancellationToken cancellationToken) =>
        EndAsync(replica, HttpMethod.Put, "faults/plan", "{}", cancellationToken);

    public Task HoldMemoryAsync(DrillReplica replica, int mebibytes, CancellationToken cancellationToken) =>
        BeginAsync(replica, HttpMethod.Post, $"faults/memory/{mebibytes}", body: null, cancellationToken);

    /// <summary>Makes it give back all that it holds.</summary>
    public Task ReleaseMemoryAsync(DrillReplica replica, CancellationToken cancellationToken) =>
        EndAsync(replica, HttpMethod.Delete, "faults/memory", body: null, cancellationToken);

    /// <summary>Makes it say that it wants no traffic.</summary>
    public Task DisableAsync(DrillReplica replica, CancellationToken cancellationToken) =>
        BeginAsync(replica, HttpMethod.Post, "ready/disable", body: null, cancellationToken);

    /// <summary>Lets it tell the truth about that again.</summary>
    public Task EnableAsync(DrillReplica replica, CancellationToken cancellationToken) =>
        EndAsync(replica, HttpMethod.Post, "ready/enable", body: null, cancellationToken);

    private async Task BeginAsync(DrillReplica replica, HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        if (await SendAsync(replica, method, path, body, cancellationToken) == HttpStatusCode.NotFound)
        {
            throw new DeliveryException(
                $"{replica.Pod} accepts no faults",
                $"they are off in {environment}",
                $"switch them on with Faults__Enabled in the overlay of {environment}, or drill another environment");
        }
    }

    /// <summary>A replica that knows no faults has none to end.</summary>
    private Task EndAsync(DrillReplica replica, HttpMethod method, string path, string? body, CancellationToken cancellationToken) =>
        SendAsync(replica, method, path, body, cancellationToken);

    private async Task<HttpStatusCode> SendAsync(
        DrillReplica replica, HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(replica.Address, path))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound
                ? response.StatusCode
                : throw Failure($"it answered {(int)response.StatusCode}");
        }
        catch (Exception exception)
            when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Failure(exception.Message, exception);
        }

        DeliveryException Failure(string why, Exception? cause = null) => new(
            $"{replica.Pod} did not do {method} /{path}", why, "./build.sh --target=VerifyTargets shows which replicas are there", cause);
    }
}

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
