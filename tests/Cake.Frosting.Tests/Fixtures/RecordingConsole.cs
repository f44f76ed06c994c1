using System.Globalization;
using System.Text;
using Cake.Core;

namespace Cake.Frosting.Tests.Fixtures;

/// <summary>A console of a test's own, so that hosts in parallel tests don't write into one another's.</summary>
internal sealed class RecordingConsole : IConsole
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes => false;

    public void Write(string format, params object[] arg) => _output.Append(Formatted(format, arg));

    public void WriteLine(string format, params object[] arg) => _output.AppendLine(Formatted(format, arg));

    public void WriteError(string format, params object[] arg) => _error.Append(Formatted(format, arg));

    public void WriteErrorLine(string format, params object[] arg) => _error.AppendLine(Formatted(format, arg));

    public void ResetColor()
    {
    }

    private static string Formatted(string format, object[] arguments) => string.Format(CultureInfo.InvariantCulture, format, arguments);
}
