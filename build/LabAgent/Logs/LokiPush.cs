using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.LabAgent.Page;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Logs;

/// <summary>
/// Brings the replicas' lines to Loki, where the lab has one, as Alloy does on a cluster and by the same labels. What Loki does not take at
/// once waits where it was written: in the file, or in the engine.
/// </summary>
internal sealed class LokiPush(Cluster cluster, PageFile page, AgentOptions options, TimeProvider time, ILogger<LokiPush> log)
    : BackgroundService
{
    /// <summary>Between two looks, and between two attempts.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly LogPositions _places = new(Path.Combine(Path.GetDirectoryName(options.StateFile)!, "loki-places.json"));
    private readonly Dictionary<Pod, Task> _sent = [];
    private readonly LokiClient _loki = new(page, time, log);

    public override void Dispose()
    {
        _loki.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            HashSet<Pod> present = [.. _loki.IsThere ? cluster.Pods : []];
            foreach (var pod in present.Where(pod => !_sent.ContainsKey(pod)))
            {
                _sent[pod] = SendAsync(pod, stoppingToken);
            }

            foreach (var gone in _sent.Where(sent => sent.Value.IsCompleted && !present.Contains(sent.Key)).ToList())
            {
                _sent.Remove(gone.Key);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    /// <summary>Sends a pod's lines until it has ended, and then those that are left.</summary>
    private async Task SendAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (PodLog.Of(pod.Description) is not { } lines)
        {
            log.LogWarning("{Pod}: its lines do not come to Loki: nobody keeps them", pod.Description.Name);
            return;
        }

        var (name, stream, said) = (pod.Description.Name, new LokiStream(pod.Description), "");
        for (var isRead = false; !isRead; await Task.Delay(Pause, time, cancellationToken))
        {
            var hadEnded = HasEnded(pod);
            try
            {
                await foreach (var piece in lines.AllAsync(_places.Of(name), cancellationToken))
                {
                    await _loki.SendAsync(stream, piece.Lines, cancellationToken);
                    _places.Keep(name, piece.Next);
                }
            }
            catch (IOException exception)
            {
                if (exception.Message != said)
                {
                    var place = _places.Of(name) ?? "its start";
                    log.LogWarning("{Pod}: lines after {Place} may be missing in Loki: {Why}", name, place, exception.Message);
                }

                said = exception.Message;
            }

            isRead = hadEnded || (lines.TellsItsEnd && HasEnded(pod));
        }

        _places.Forget(name);
    }

    /// <summary>A process may be started again while it is wanted; a container is not.</summary>
    private bool HasEnded(Pod pod)
    {
        var isWanted = cluster.Pods.Contains(pod);
        return pod.Description.ContainerId is null ? !isWanted && !pod.IsRunning : !isWanted || !pod.IsRunning;
    }
}

/// <summary>A stream of Loki: the lines of one pod, each later than the one before it, as they were written.</summary>
internal sealed class LokiStream(AgentPod pod)
{
    private const long NanosecondsPerTick = 100;
    private static readonly string[] TimeKeys = ["time", "timestamp", "ts", "@timestamp", "@t"];

    private long _last;

    public string Pod => pod.Name;

    /// <summary>The message of Loki's push API (<see href="https://grafana.com/docs/loki/latest/reference/loki-http-api/"/>).</summary>
    /// <param name="app">The service.</param>
    /// <param name="lines">What is sent.</param>
    /// <param name="now">The time of lines that tell none.</param>
    public JsonObject Message(string app, IReadOnlyList<WrittenLine> lines, DateTimeOffset now) => new()
    {
        ["streams"] = new JsonArray(new JsonObject
        {
            ["stream"] = new JsonObject
            {
                ["namespace"] = pod.Namespace,
                ["pod"] = pod.Name,
                ["container"] = pod.Container,
                ["app"] = app,
            },
            ["values"] = new JsonArray([.. lines.Select(line => new JsonArray(Moment(line, now), line.Text))]),
        }),
    };

    /// <summary>Loki takes two equal lines of one moment for one, and services write several in a millisecond.</summary>
    private string Moment(WrittenLine line, DateTimeOffset now)
    {
        var at = (line.At ?? TimeIn(line.Text) ?? now) - DateTimeOffset.UnixEpoch;
        _last = Math.Max(at.Ticks * NanosecondsPerTick, _last + 1);
        return _last.ToString(CultureInfo.InvariantCulture);
    }

    private static DateTimeOffset? TimeIn(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(line);
            foreach (var key in TimeKeys)
            {
                if (json.RootElement.TryGetProperty(key, out var value)
                    && value.ValueKind == JsonValueKind.String
                    && value.TryGetDateTimeOffset(out var time))
                {
                    return time;
                }
            }
        }
        catch (JsonException)
        {
            // It only begins like JSON.
        }

        return null;
    }
}

/// <summary>Loki, at the address that the lab's page has for it.</summary>
internal sealed class LokiClient(PageFile page, TimeProvider time, ILogger log) : IDisposable
{
    private const int LongestReason = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(LocalHttp.Handler()) { Timeout = TimeSpan.FromSeconds(20) };

    private volatile KnownLab _known = new("", new());

    /// <summary>Whether the lab has one.</summary>
    public bool IsThere => Lab.Loki is not null;

    private AgentPage Lab
    {
        get
        {
            // It is long, for it has the dashboards, and it seldom changes.
            var version = page.Version;
            var known = _known;
            return (_known = known.Version == version ? known : new(version, page.Read())).Page;
        }
    }

    /// <summary>Sends lines until they have arrived. What Loki refuses for good is said, in the log and in the stream.</summary>
    public async Task SendAsync(LokiStream stream, IReadOnlyList<WrittenLine> lines, CancellationToken cancellationToken)
    {
        var message = stream.Message(Lab.Service, lines, time.GetUtcNow()).ToJsonString();
        if (await RefusalAsync(stream.Pod, message, cancellationToken) is not { } refusal)
        {
            return;
        }

        log.LogWarning("{Pod}: Loki has refused some of {Count} lines: {Why}", stream.Pod, lines.Count, refusal);
        var note = new JsonObject
        {
            ["level"] = "warning",
            ["message"] = $"the lab's Loki has refused some or all of {lines.Count} lines here: {refusal}",
        };
        await RefusalAsync(
            stream.Pod, stream.Message(Lab.Service, [new(note.ToJsonString())], time.GetUtcNow()).ToJsonString(), cancellationToken);
    }

    /// <returns>Why Loki does not take all of a message; null when it has.</returns>
    private async Task<string?> RefusalAsync(string pod, string message, CancellationToken cancellationToken)
    {
        for (var said = ""; ; await Task.Delay(Pause, time, cancellationToken))
        {
            string why;
            try
            {
                using var content = new StringContent(message, Encoding.UTF8, "application/json");
                var address = Lab.Loki ?? throw new HttpRequestException("it does not run");
                using var answer = await _http.PostAsync(new Uri(address, "loki/api/v1/push"), content, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return null;
                }

                var text = (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim();
                why = $"it answered {(int)answer.StatusCode}: {(text.Length > LongestReason ? text[..LongestReason] : text)}";
                if (answer.StatusCode
                    is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
                {
                    return why;
                }
            }
            catch (Exception exception) when (
                exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                why = exception.Message;
            }

            if (said.Length == 0)
            {
                log.LogWarning("{Pod}: its lines wait, for Loki does not take them: {Why}", pod, why);
                said = why;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private sealed record KnownLab(string Version, AgentPage Page);
}

/// <summary>Up to where the logs have been sent, kept for the agent that comes after this one.</summary>
internal sealed class LogPositions(string path)
{
    private readonly Lock _writing = new();
    private readonly Dictionary<string, string> _places = Read(path);

    /// <summary>The place in a pod's log; null for its start.</summary>
    public string? Of(string pod)
    {
        lock (_writing)
        {
            return _places.GetValueOrDefault(pod);
        }
    }

    public void Keep(string pod, string place) => Change(places => places[pod] = place);

    public void Forget(string pod) => Change(places => places.Remove(pod));

    private void Change(Action<Dictionary<string, string>> change)
    {
        lock (_writing)
        {
            change(_places);
            File.WriteAllText($"{path}.new", JsonSerializer.Serialize(_places, PageJson.Default.DictionaryStringString));
            File.Move($"{path}.new", path, overwrite: true);
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PageJson.Default.DictionaryStringString) ?? [];
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return [];
        }
    }
}
