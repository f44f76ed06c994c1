using System.Globalization;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Logs;

/// <summary>Proves that what the service writes can be found: a request of an own trace is sent, and its line looked for.</summary>
public static class LogProof
{
    private const string Id = "logs/request";

    /// <summary>How long a line may take from the service through the collector until it can be found.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Sends a request, and returns the proof of the way of its line: one check.</summary>
    /// <param name="store">Where it must arrive.</param>
    /// <param name="service">Where the service answers.</param>
    /// <param name="request">What is asked, and what its line says.</param>
    /// <param name="time">Says from when on lines count.</param>
    public static async Task<Claim> OfAsync(
        ILogStore store, Uri service, LogRequest request, LiveEnvironment live, TimeProvider time, CancellationToken cancellationToken)
    {
        var trace = NewTraceId();
        var since = time.GetUtcNow() - TimeSpan.FromSeconds(1);

        // Without a trace the request is told from others by a query of its own, which most logs have with the path.
        var mark = request.HasTraceId ? trace : trace[..16];
        var asked = new Uri(service, request.HasTraceId ? request.Path : $"{request.Path}?trace={mark}");
        if (await RequestAsync(asked, trace, cancellationToken) is { } trouble)
        {
            return Claim.Known(CheckResult.Fail(
                Id, Title(store), $"GET {asked}: {trouble}", "it was not answered with success, so that there is nothing to find",
                $"name with requestPath in the settings file a path that the service answers (now {request.Path}); "
                    + "./build.sh --target=VerifyTargets shows whether it runs"));
        }

        return new("a line of the log", LookAsync) { Unreachable = Arrival };

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            if (await store.FindAsync(live, mark, since, token) is { } line)
            {
                var evidence = $"GET {asked} with trace {trace}, found in {line.Where}: {line.Text}";
                return [new(CheckResult.Pass(Id, Title(store), evidence), Arrival)];
            }

            // A path of one letter is found in every line.
            var byPath = request.HasTraceId || request.Path.Length < 2 ? null : await store.FindAsync(live, request.Path, since, token);
            if (byPath is null)
            {
                return [new(Missing(store, request, asked, trace), Arrival)];
            }

            var found = $"GET {asked}, found in {byPath.Where} by its path and time: {byPath.Text}";
            return [new(CheckResult.Pass(Id, Title(store), found), Arrival)];
        }
    }

    private static string Title(ILogStore store) => $"the line of a request is found in {store.Name}";

    private static CheckResult Missing(ILogStore store, LogRequest request, Uri asked, string trace) => CheckResult.Fail(
        Id,
        Title(store),
        $"GET {asked} was answered, no line since then has "
            + (request.HasTraceId ? $"its trace {trace}" : $"its path {request.Path} or its query"),
        request.HasTraceId
            ? "the service writes no line for a request, or one without the trace id of its traceparent; "
                + "or its lines do not reach the store"
            : "the service writes no line for a request, or its lines do not reach the store",
        (request.HasTraceId
            ? "let the service log requests with their trace id, or set logTraceId to false in the settings file, to look for the path"
            : "let the service log requests (ASP.NET Core: the category Microsoft.AspNetCore.Hosting.Diagnostics at Information)")
        + ", or turn the check off there, with the reason: \"policy\": { \"log-line\": \"why\" }");

    private static async Task<string?> RequestAsync(Uri address, string trace, CancellationToken cancellationToken)
    {
        using var http = ServiceClient.For(address);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(RequestTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);

        // https://www.w3.org/TR/trace-context/#traceparent-header
        request.Headers.Add("traceparent", $"00-{trace}-{trace[..16]}-01");
        try
        {
            using var response = await http.SendAsync(request, timeout.Token);
            return response.IsSuccessStatusCode ? null : $"status {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {RequestTimeout.TotalSeconds:0} s");
        }
    }

    private static string NewTraceId() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
}

/// <summary>A request whose line is looked for in the log.</summary>
/// <param name="Path">What is asked.</param>
/// <param name="HasTraceId">Whether the line has the trace id of the request; otherwise its path and time have to do.</param>
public sealed record LogRequest(string Path, bool HasTraceId)
{
    /// <summary>What is asked by default.</summary>
    public static readonly LogRequest Default = new("/version", HasTraceId: true);
}

/// <summary>A line of a log.</summary>
/// <param name="Where">The stream with its labels, or the file.</param>
/// <param name="Text">The line.</param>
public sealed record FoundLine(string Where, string Text);

/// <summary>Where the lines end up that the service writes.</summary>
public interface ILogStore
{
    /// <summary>What a person calls it, with its address.</summary>
    string Name { get; }

    /// <summary>Looks for a line of the service in an environment.</summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="since">How old it may be.</param>
    /// <returns>The line; null when there is none, or not yet.</returns>
    /// <exception cref="DeliveryException">The store did not answer.</exception>
    Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Whether a query of a panel (LogQL) returns something.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The end; it does not count.</param>
    /// <returns>Null where the store does not understand queries.</returns>
    /// <exception cref="DeliveryException">The store did not answer, or refuses the query.</exception>
    Task<bool?> HasResultAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
