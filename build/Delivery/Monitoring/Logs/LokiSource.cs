using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Monitoring.Logs;

/// <summary>
/// Lines out of Loki: those of the past page by page, those to come by its tail
/// (<see href="https://grafana.com/docs/loki/latest/reference/loki-http-api/#stream-logs"/>). Where the tail breaks off or leaves lines
/// out, pages bridge the gap.
/// </summary>
/// <param name="http">Its base address is that of Loki.</param>
/// <param name="service">Whose lines are read.</param>
/// <param name="ns">The namespace that its pods run in.</param>
/// <param name="log">Logs that the tail broke off.</param>
public sealed class LokiSource(HttpClient http, DeliveredService service, string ns, IDeliveryLog log, TimeProvider time) : ILogSource
{
    /// <summary>
    /// Lines of a page. Loki gives 5,000 at most (<c>max_entries_limit_per_query</c>), and never an answer of more than 4 MiB
    /// (<c>grpc_server_max_recv_msg_size</c>), where nobody has raised these.
    /// </summary>
    private const int LargestPage = 1_000;

    private const int SmallestPage = 10;
    private const int LargestMessage = 32 * 1024 * 1024;
    private const long SecondInNanoseconds = 1_000_000_000;

    /// <summary>A line may come to Loki after others that were written later: so far back pages look again.</summary>
    private const long Overlap = 5 * SecondInNanoseconds;

    /// <summary>The pause before a tail that broke off is opened again, which is also the pace where none can be opened.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly JsonApi _api = new(http, "Loki");
    private readonly string _query = Uri.EscapeDataString($"{{namespace=\"{ns}\", app=\"{service.Name}\"}}");

    /// <summary>The lines of the last seconds: tail and pages both have some of them.</summary>
    private readonly HashSet<(long At, string Pod, string Text)> _recent = [];
    private long _newest;
    private long _cleaned;
    private int _page = LargestPage;

    public string Name => $"Loki at {_api.Address}";

    public async Task ReadAsync(LogQuery query, LogFeed feed, CancellationToken cancellationToken)
    {
        _newest = Nanoseconds(query.Since);
        await PagesAsync(_newest, feed, cancellationToken);
        await feed.CaughtUpAsync(cancellationToken);
        var said = "";
        while (query.Follows)
        {
            var why = await TailAsync(feed, cancellationToken);
            if (why != said)
            {
                log.Warning($"Loki's tail broke off; it is opened again, with what was missed: {why}");
                said = why;
            }

            await Task.Delay(Pause, time, cancellationToken);
            await BridgeAsync(feed, cancellationToken);
        }
    }

    /// <summary>Reads what a tail has left out, as far as it is of the last seconds.</summary>
    /// <returns>Whether that could be read.</returns>
    private async Task<bool> BridgeAsync(LogFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            await PagesAsync(_newest - Overlap, feed, cancellationToken);
            return true;
        }
        catch (DeliveryException exception)
        {
            log.Detail(exception.Message);
            return false;
        }
    }

    private async Task PagesAsync(long from, LogFeed feed, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (count, last) = await WriteAsync(await PageAsync(from, cancellationToken), feed, cancellationToken);
            if (count < _page)
            {
                return;
            }

            // The last moment is asked for again, for it may have more lines than had room: unless it fills a page alone.
            from = last > from ? last : last + 1;
        }
    }

    private async Task<IReadOnlyList<LokiStream>> PageAsync(long from, CancellationToken cancellationToken)
    {
        const string Path = "loki/api/v1/query_range";
        while (true)
        {
            try
            {
                var answer = await _api.GetAsync(
                    $"{Path}?direction=forward&limit={_page}&start={from}&query={_query}", LokiJson.Default.LokiAnswer, cancellationToken);
                return answer is { Status: "success", Data: { ResultType: "streams", Result: var found } }
                    ? found ?? []
                    : throw _api.Failure(
                        Path, $"it answered {answer.Status ?? "without a status"}, {answer.Data?.ResultType ?? "no data"}");
            }
            catch (DeliveryException exception) when (IsOfSize(exception) && _page > SmallestPage)
            {
                // Loki is silent about an answer that is too large for its own parts.
                _page /= 10;
                log.Detail($"{exception.What}: {exception.Why}; the next try is for {_page} lines");
            }
        }
    }

    private static bool IsOfSize(DeliveryException exception) => exception.InnerException is
        OperationCanceledException or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };

    /// <summary>Follows until the connection breaks.</summary>
    /// <returns>Why it broke.</returns>
    private async Task<string> TailAsync(LogFeed feed, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Silence;
        socket.Options.KeepAliveTimeout = Silence;
        var address = new UriBuilder(new Uri(_api.Address, "loki/api/v1/tail"))
        {
            Query = $"limit={LargestPage}&start={_newest}&query={_query}",
        };
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        opening.CancelAfter(OpenTimeout);
        try
        {
            await socket.ConnectAsync(address.Uri, http, opening.Token);
            await using var message = new MemoryStream();
            while (await ReceiveAsync(socket, message, cancellationToken))
            {
                var tail = JsonSerializer.Deserialize(message.ToArray(), LokiJson.Default.LokiTail);
                await WriteAsync(tail?.Streams ?? [], feed, cancellationToken);
                if (tail?.Dropped is { Count: > 0 } dropped)
                {
                    var isBridged = await BridgeAsync(feed, cancellationToken);
                    feed.Drop(dropped.Count(one => !isBridged || !IsRecent(one)));
                }
            }

            return $"Loki closed it{(socket.CloseStatusDescription is { Length: > 0 } said ? $": {Untrusted.Shown(said)}" : "")}";
        }
        catch (Exception exception) when (
            exception is WebSocketException or HttpRequestException or IOException || ForeignJson.IsOfContent(exception))
        {
            return Untrusted.Shown(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {StepProgress.Seconds(OpenTimeout)}";
        }
    }

    /// <returns>False where the other side has closed.</returns>
    private static async Task<bool> ReceiveAsync(ClientWebSocket socket, MemoryStream message, CancellationToken cancellationToken)
    {
        var piece = new byte[64 * 1024];
        message.SetLength(0);
        while (true)
        {
            var received = await socket.ReceiveAsync(piece.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            message.Write(piece, 0, received.Count);
            if (received.EndOfMessage)
            {
                return true;
            }

            if (message.Length > LargestMessage)
            {
                throw new IOException($"a message is larger than {LargestMessage / (1024 * 1024)} MiB");
            }
        }
    }

    /// <summary>Hands lines on that have not been.</summary>
    /// <returns>How many lines there were, known ones too, and the moment of the last.</returns>
    private async Task<(int Count, long Last)> WriteAsync(
        IReadOnlyList<LokiStream> streams, LogFeed feed, CancellationToken cancellationToken)
    {
        var (count, last) = (0, 0L);
        foreach (var stream in streams)
        {
            var pod = stream.Stream?.GetValueOrDefault("pod") ?? stream.Stream?.GetValueOrDefault("instance") ?? service.Name;
            foreach (var value in stream.Values ?? [])
            {
                if (value is [{ ValueKind: JsonValueKind.String } moment, { ValueKind: JsonValueKind.String } line, ..]
                    && long.TryParse(moment.GetString(), CultureInfo.InvariantCulture, out var at))
                {
                    (count, last) = (count + 1, Math.Max(last, at));
                    if (_recent.Add((at, pod, line.GetString()!)))
                    {
                        await feed.WriteAsync(
                            LogLine.Read(pod, line.GetString()!, DateTimeOffset.UnixEpoch.AddTicks(at / 100)), cancellationToken);
                    }
                }
            }
        }

        _newest = Math.Max(_newest, last);
        if (_newest - _cleaned > SecondInNanoseconds)
        {
            _cleaned = _newest;
            _recent.RemoveWhere(known => known.At < _newest - Overlap);
        }

        return (count, last);
    }

    private bool IsRecent(LokiDropped dropped) =>
        long.TryParse(dropped.Timestamp, CultureInfo.InvariantCulture, out var at) && at >= _newest - Overlap;

    private static long Nanoseconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks * 100;
}

/// <summary>A message of Loki's tail.</summary>
/// <param name="Streams">New lines.</param>
/// <param name="Dropped">Lines that it left out, because this side was too slow: a thousand of them at most, of however many.</param>
internal sealed record LokiTail(
    IReadOnlyList<LokiStream>? Streams, [property: JsonPropertyName("dropped_entries")] IReadOnlyList<LokiDropped>? Dropped);

/// <summary>A line that a tail left out.</summary>
/// <param name="Timestamp">Its time in nanoseconds.</param>
internal sealed record LokiDropped(string? Timestamp);
