using Cake.Core.Tooling;

namespace Cake.CommandLine;

/// <summary>What every run of a command line tool can be told, beyond what Cake's own settings hold.</summary>
public abstract class CommandLineSettings : ToolSettings
{
    /// <summary>Text for the tool's standard input: the place for secrets. An empty input when null: no tool waits for a person.</summary>
    public string? StandardInput { get; set; }

    /// <summary>Called with each line of output and error output as it comes, one at a time.</summary>
    public Action<string>? OnLine { get; set; }

    /// <summary>
    /// Ends the tool when it is cancelled; one that goes on running by itself, once it has started, is left alone. <see cref="OnLine"/>
    /// must not cancel it itself: the end waits for the rest of the output.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Asks the tool to end by itself when it is cancelled, where its process is an <see cref="IStoppableProcess"/>; another is ended.</summary>
    public CancellationToken StopToken { get; set; }
}
