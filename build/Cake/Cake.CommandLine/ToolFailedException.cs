namespace Cake.CommandLine;

/// <summary>A command line tool ended with an error, or was ended because it took too long.</summary>
/// <param name="commandLine">The tool and its arguments, secrets redacted.</param>
/// <param name="reason">What happened, such as <c>exit code 1</c>.</param>
/// <param name="error">What the tool wrote to its standard error or, when that is nothing, to its standard output.</param>
public sealed class ToolFailedException(string commandLine, string reason, IReadOnlyList<string> error)
    : Exception($"`{commandLine}` failed: {WithTail(reason, error)}")
{
    private const int TailLines = 12;

    /// <summary>The tool and its arguments, secrets redacted.</summary>
    public string CommandLine { get; } = commandLine;

    /// <summary>What happened, such as <c>exit code 1</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>What happened, and the last lines that the tool said about it.</summary>
    public string ReasonAndError { get; } = WithTail(reason, error);

    /// <summary>All that the tool said about it, by which to tell one failure from another.</summary>
    public string Error { get; } = string.Join('\n', error);

    private static string WithTail(string reason, IReadOnlyList<string> error) => reason + string.Concat(error.TakeLast(TailLines).Select(line => $"\n  {line}"));
}
