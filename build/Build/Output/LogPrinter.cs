using System.Globalization;
using System.Text;
using GitOpsDemo.Delivery.Monitoring.Logs;

namespace GitOpsDemo.Build.Output;

/// <summary>
/// Lines of the log for people: time in UTC, severity, replica, message, and the fields as <c>name=value</c>; what has several lines, such
/// as an exception, stands below.
/// </summary>
internal sealed class LogPrinter(bool hasColour)
{
    private const string Faint = "2";
    private const string Margin = "    ";
    private const int SeverityWidth = 8;

    /// <summary>Which the terminal shows on any background: not white, not yellow, not grey.</summary>
    private static readonly string[] PodColours = ["36", "35", "34", "32"];

    private readonly Dictionary<string, string> _colours = [];

    /// <summary>The lines as text, each with its end.</summary>
    public string Of(IEnumerable<LogLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            Append(text, line);
        }

        return text.ToString();
    }

    private void Append(StringBuilder text, LogLine line)
    {
        var time = line.Time?.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "--:--:--.---";
        var severity = line.Severity?.ToString().ToLowerInvariant() ?? "";
        var below = line.Fields.Where(field => field.Value.Contains('\n', StringComparison.Ordinal)).ToList();
        var beside = string.Concat(line.Fields.Except(below).Select(field => $" {field.Key}={Quoted(field.Value)}"));
        text.Append(Coloured(time, Faint)).Append(' ')
            .Append(Coloured(severity.PadRight(SeverityWidth), ColourOf(line.Severity))).Append(' ')
            .Append(Coloured(line.Pod, ColourOf(line.Pod))).Append("  ")
            .Append(Below(line.Message))
            .Append(beside.Length == 0 ? "" : Coloured(Printable(beside), Faint))
            .Append('\n');
        foreach (var (name, value) in below)
        {
            text.Append(Margin).Append(Coloured($"{Printable(name)}:", Faint)).Append(' ').Append(Below(value)).Append('\n');
        }
    }

    private static string Below(string value) =>
        string.Join($"\n{Margin}", value.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(Printable));

    private static string Quoted(string value) =>
        value.Length == 0 || value.Contains(' ', StringComparison.Ordinal) ? $"\"{value}\"" : value;

    /// <summary>A line comes from whoever sends requests: nothing of it may move the cursor or colour what is not its own.</summary>
    private static string Printable(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(letter => letter == '\t' ? ' ' : char.IsControl(letter) ? '?' : letter))
        : text;

    private string Coloured(string text, string? colour) => hasColour && colour is not null ? $"\e[{colour}m{text}\e[0m" : text;

    private static string? ColourOf(LogSeverity? severity) => severity switch
    {
        LogSeverity.Error or LogSeverity.Critical => "31",
        LogSeverity.Warning => "1",
        LogSeverity.Trace or LogSeverity.Debug => Faint,
        _ => null,
    };

    private string ColourOf(string pod) =>
        _colours.TryGetValue(pod, out var colour) ? colour : _colours[pod] = PodColours[_colours.Count % PodColours.Length];
}
