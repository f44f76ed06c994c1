using System.Text;
using Spectre.Console;

namespace GitOpsDemo.Build.Hosting.Live;

/// <summary>Spectre's console on a terminal of ours.</summary>
internal static class TerminalExtensions
{
    /// <summary>One that writes to <paramref name="writer"/>, as wide and as colourful as the terminal.</summary>
    public static IAnsiConsole Ansi(this Terminal terminal, TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = terminal.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = terminal.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new Output(terminal, writer),
    });

    private sealed class Output(Terminal terminal, TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer { get; } = writer;

        public bool IsTerminal => terminal.IsTerminal;

        public int Width => terminal.Size().Width;

        public int Height => terminal.Size().Height;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
