using System.Text;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery.Programs;
using Spectre.Console;

namespace GitOpsDemo.Build.Output;

/// <summary>The place that this program writes to.</summary>
public sealed record Terminal
{
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;

    /// <summary>Whether standard output is a terminal that understands control sequences.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether standard error is the same terminal.</summary>
    public bool HasErrors { get; init; }

    public bool HasColour { get; init; }

    /// <summary>Whether something may be redrawn in its place.</summary>
    public bool HasLiveView { get; init; }

    /// <summary>Its columns and rows, as they are now.</summary>
    public Func<(int Width, int Height)> Size { get; init; } = () => (DefaultWidth, DefaultHeight);

    /// <summary>Writes to standard output, all of it at once.</summary>
    public Action<string> Write { get; init; } = _ => { };

    /// <summary>Writes to standard error.</summary>
    public Action<string> WriteError { get; init; } = _ => { };

    /// <summary>How many columns a line of this process may take: in a file or a pipe as many as it has.</summary>
    internal static int ColumnsHere => Console.IsOutputRedirected ? int.MaxValue : WindowSize().Width;

    /// <summary>
    /// Why standard output, or standard error, could not be written: a disk is full, or it was closed. That ends no work that is half done,
    /// so what is written after it goes nowhere.
    /// </summary>
    internal static Exception? Failure { get; private set; }

    /// <summary>That of this process.</summary>
    internal static Terminal Here(BuildOptions options) =>
        Of(
            !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi,
            !Console.IsErrorRedirected,
            options.ShowsProgress,
            Environment.GetEnvironmentVariable) with
        {
            Size = Console.IsOutputRedirected ? () => (DefaultWidth, DefaultHeight) : WindowSize,
            Write = To(Console.OpenStandardOutput()),
            WriteError = To(Console.OpenStandardError()),
        };

    /// <summary>
    /// Decides by what the environment says: <see href="https://no-color.org"/>, <c>CI</c> as every CI system sets it, and <c>TERM</c>.
    /// </summary>
    internal static Terminal Of(bool isOutput, bool isError, bool showsProgress, Func<string, string?> variable)
    {
        var isTerminal = isOutput && variable("TERM") is not "dumb";
        return new Terminal
        {
            IsTerminal = isTerminal,
            HasErrors = isTerminal && isError,
            HasColour = isTerminal && string.IsNullOrEmpty(variable("NO_COLOR")),
            HasLiveView = isTerminal && showsProgress && string.IsNullOrEmpty(variable("CI")) && !LogGroups.IsActions(variable),
        };
    }

    /// <summary>A terminal without a known size reports 0.</summary>
    private static (int Width, int Height) WindowSize() => (
        Console.WindowWidth is > 0 and var width ? width : DefaultWidth,
        Console.WindowHeight is > 0 and var height ? height : DefaultHeight);

    private static Action<string> To(Stream stream) => text =>
    {
        try
        {
            stream.Write(Console.OutputEncoding.GetBytes(text));
        }
        catch (Exception exception) when (WriteFailure.Is(exception))
        {
            Failure ??= exception;
        }
    };
}

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
