using System.Globalization;
using Cake.Core;

namespace GitOpsDemo.Build.Output;

/// <summary>Cake's console: what it writes goes through the view.</summary>
internal sealed class BuildConsole(Terminal terminal, TerminalView view) : IConsole
{
    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes => terminal.HasColour;

    public void Write(string format, params object[] arg) => view.Write(Text(format, arg), isError: false);

    public void WriteLine(string format, params object[] arg) => view.Write(Text(format, arg) + "\n", isError: false);

    public void WriteError(string format, params object[] arg) => view.Write(Text(format, arg), isError: true);

    public void WriteErrorLine(string format, params object[] arg) => view.Write(Text(format, arg) + "\n", isError: true);

    public void ResetColor()
    {
    }

    private static string Text(string format, object[] arg) => string.Format(CultureInfo.InvariantCulture, format, arg);
}
