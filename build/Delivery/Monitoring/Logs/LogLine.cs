using System.Globalization;
using System.Text.Json;

namespace GitOpsDemo.Delivery.Monitoring.Logs;

/// <summary>A line that a replica has written; one of JSON is unfolded.</summary>
/// <param name="Pod">Which replica.</param>
/// <param name="Message">What it says: the whole line where it is no JSON.</param>
public sealed record LogLine(string Pod, string Message)
{
    private static readonly string[] TimeKeys = ["time", "timestamp", "ts", "@timestamp", "@t"];
    private static readonly string[] SeverityKeys = ["level", "severity", "loglevel", "lvl", "@l"];
    private static readonly string[] MessageKeys = ["message", "msg", "@m", "@mt"];

    /// <summary>The beginnings of the names that loggers have for each.</summary>
    private static readonly (string Begin, LogSeverity Severity)[] Severities =
    [
        ("tr", LogSeverity.Trace), ("verb", LogSeverity.Trace), ("d", LogSeverity.Debug),
        ("i", LogSeverity.Info), ("notice", LogSeverity.Info),
        ("w", LogSeverity.Warning), ("e", LogSeverity.Error), ("fail", LogSeverity.Error),
        ("c", LogSeverity.Critical), ("f", LogSeverity.Critical), ("panic", LogSeverity.Critical),
    ];

    /// <summary>When it was written, by the line itself or else by its collector; null where neither has it.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>How bad it is; null where it does not tell.</summary>
    public LogSeverity? Severity { get; init; }

    /// <summary>What else it says, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Its text as it was written.</summary>
    public required string Text { get; init; }

    /// <summary>Reads a line.</summary>
    /// <param name="pod">Which replica has written it.</param>
    /// <param name="text">The line, without its end.</param>
    /// <param name="collected">When its collector received it; null where that is not known.</param>
    public static LogLine Read(string pod, string text, DateTimeOffset? collected = null)
    {
        if (!text.StartsWith('{'))
        {
            return new(pod, text) { Text = text, Time = collected };
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return Unfolded(pod, text, document.RootElement, collected);
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            return new(pod, text) { Text = text, Time = collected };
        }
    }

    private static LogLine Unfolded(string pod, string text, JsonElement json, DateTimeOffset? collected)
    {
        string? message = null;
        DateTimeOffset? time = null;
        LogSeverity? severity = null;
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            if (time is null && Is(property.Name, TimeKeys) && TimeOf(property.Value) is { } written)
            {
                time = written;
            }
            else if (severity is null && Is(property.Name, SeverityKeys) && SeverityOf(value) is { } found)
            {
                severity = found;
            }
            else if (message is null && Is(property.Name, MessageKeys))
            {
                message = value;
            }
            else
            {
                fields.Add(new(property.Name, value));
            }
        }

        return new(pod, message ?? "") { Text = text, Time = time ?? collected, Severity = severity, Fields = fields };
    }

    /// <summary>Reads the name of a severity, as the loggers of .NET and others write it; null for none.</summary>
    public static LogSeverity? SeverityOf(string name)
    {
        foreach (var (begin, severity) in Severities)
        {
            if (name.StartsWith(begin, StringComparison.OrdinalIgnoreCase))
            {
                return severity;
            }
        }

        return null;
    }

    private static bool Is(string name, string[] keys) => keys.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>A date as a text, or a number of seconds, milliseconds or nanoseconds since 1970, whichever is of this century.</summary>
    private static DateTimeOffset? TimeOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return DateTimeOffset.TryParse(
                value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is > 0 and < 1e19
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(number < 1e11 ? number * 1e3 : number < 1e14 ? number : number / 1e6)
            : null;
    }
}

/// <summary>How bad a line is, from the least to the worst.</summary>
public enum LogSeverity
{
    /// <summary>For somebody who looks into a single request.</summary>
    Trace,

    Debug,

    Info,

    Warning,

    Error,

    /// <summary>The service fails.</summary>
    Critical,
}
