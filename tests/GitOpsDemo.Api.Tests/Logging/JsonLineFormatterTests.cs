using System.Diagnostics;
using System.Text.Json.Nodes;
using GitOpsDemo.Api.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GitOpsDemo.Api.Tests.Logging;

public sealed class JsonLineFormatterTests
{
    private readonly JsonLineFormatter _formatter = new(TimeProvider.System);

    [Fact]
    public void An_event_is_one_line_with_UTC_time_level_category_and_message()
    {
        var line = Format(LogLevel.Warning, "two\nlines and \"quotes\"");

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        var json = JsonNode.Parse(line)!;
        Assert.EndsWith("Z", (string?)json["time"], StringComparison.Ordinal);
        Assert.Equal("warning", (string?)json["level"]);
        Assert.Equal("Orders", (string?)json["category"]);
        Assert.Equal("two\nlines and \"quotes\"", (string?)json["message"]);
    }

    [Fact]
    public void The_fields_of_an_event_are_fields_of_the_line()
    {
        var json = JsonNode.Parse(Format(LogLevel.Information, "answered", fields:
        [
            new("Status", 200), new("DurationMs", 1.5), new("UserAgent", "curl"), new("Nothing", null), new("{OriginalFormat}", "answered"),
        ]))!.AsObject();

        Assert.Equal(200, (int)json["status"]!);
        Assert.Equal(1.5, (double)json["duration_ms"]!);
        Assert.Equal("curl", (string?)json["user_agent"]);
        Assert.True(json.ContainsKey("nothing") && json["nothing"] is null);
        Assert.DoesNotContain(json, field => field.Key.Contains("format", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void An_event_within_a_trace_says_which()
    {
        using var activity = new Activity("order").SetIdFormat(ActivityIdFormat.W3C).Start();

        var json = JsonNode.Parse(Format(LogLevel.Information, "answered"))!;

        Assert.Equal(activity.TraceId.ToHexString(), (string?)json["trace_id"]);
        Assert.Equal(activity.SpanId.ToHexString(), (string?)json["span_id"]);
    }

    [Fact]
    public void An_exception_stays_on_the_line()
    {
        var line = Format(LogLevel.Error, "failed", new InvalidOperationException("on purpose", new TimeoutException("too slow")));

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.Contains("too slow", (string?)JsonNode.Parse(line)!["exception"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Trace, "trace")]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Warning, "warning")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "critical")]
    public void Levels_have_the_names_that_log_tools_know(LogLevel level, string name) =>
        Assert.Equal(name, (string?)JsonNode.Parse(Format(level, "x"))!["level"]);

    private string Format(LogLevel level, string message, Exception? exception = null, KeyValuePair<string, object?>[]? fields = null)
    {
        using var line = new StringWriter { NewLine = "\n" };
        IReadOnlyList<KeyValuePair<string, object?>> state = fields ?? [];
        var entry = LogEntryOf(state);
        _formatter.Write(in entry, scopeProvider: null, line);
        return line.ToString();

        LogEntry<TState> LogEntryOf<TState>(TState state) => new(level, "Orders", default, state, exception, (_, _) => message);
    }
}
