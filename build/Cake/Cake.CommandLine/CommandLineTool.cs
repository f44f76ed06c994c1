using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.CommandLine;

/// <summary>A verb of a command line tool. It keeps what the tool writes, so that a failure has the tool's own reason.</summary>
/// <typeparam name="TSettings">The settings of the verb.</typeparam>
/// <param name="context">Cake's context.</param>
/// <param name="verb">The verb, such as <c>rollout status</c>.</param>
public abstract class CommandLineTool<TSettings>(ICakeContext context, string verb)
    : Tool<TSettings>(context.FileSystem, context.Environment, context.ProcessRunner, context.Tools)
    where TSettings : CommandLineSettings
{
    /// <summary>Appends the options that every verb of the tool takes.</summary>
    protected virtual void AppendCommonArguments(ProcessArgumentBuilder arguments, TSettings settings)
    {
    }

    /// <summary>Runs the verb to its end.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="append">Appends the arguments after the verb.</param>
    /// <param name="isSuccess">Whether an exit code and the lines mean success; null where that is 0 and nothing else.</param>
    /// <returns>The lines of standard output.</returns>
    /// <exception cref="CakeException">The tool was not found or not started.</exception>
    /// <exception cref="ToolFailedException">The tool failed, or took longer than <see cref="ToolSettings.ToolTimeout"/>.</exception>
    public IReadOnlyList<string> Run(
        TSettings settings, Action<ProcessArgumentBuilder> append, Func<int, IReadOnlyList<string>, bool>? isSuccess = null)
    {
        using var tool = Start(settings, append, settings?.OnLine);
        using var cancellation = settings!.CancellationToken.Register(tool.Kill);
        using var stop = settings.StopToken.Register(tool.Stop);
        var exitCode = tool.WaitForExit(settings.ToolTimeout);
        return settings.HandleExitCode?.Invoke(exitCode) == true || (isSuccess?.Invoke(exitCode, tool.Output) ?? exitCode == 0)
            ? tool.Output
            : throw tool.Failure($"exit code {exitCode}");
    }

    /// <summary>Starts the verb and leaves it running.</summary>
    /// <inheritdoc cref="Run"/>
    public RunningTool Start(TSettings settings, Action<ProcessArgumentBuilder> append, Action<string>? onLine)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var arguments = new ProcessArgumentBuilder();
        AppendCommonArguments(arguments, settings);
        arguments.Append(verb);
        append(arguments);
        var captured = new CapturedOutput($"{GetToolName()} {arguments.RenderSafe()}", onLine, settings.ForgetsOutput);
        try
        {
            return new RunningTool(RunProcess(settings, arguments, captured.Redirect(settings.StandardInput)), captured);
        }
        catch (IOException)
        {
            // Cake writes the whole input before it gives the process out, so that a tool which ends early breaks the pipe.
            captured.Drain();
            throw captured.Failure("it ended without reading its input");
        }
    }
}

/// <summary>The settings of every run of a command line tool, beyond Cake's own.</summary>
public abstract class CommandLineSettings : ToolSettings
{
    /// <summary>Text for the tool's standard input: the place for secrets. An empty input when null: no tool waits for a person.</summary>
    public string? StandardInput { get; set; }

    /// <summary>Called with each line of output and error output as it comes, one at a time.</summary>
    public Action<string>? OnLine { get; set; }

    /// <summary>
    /// Whether only the last lines are kept, for a tool that writes more than is worth keeping: <see cref="OnLine"/> hears all.
    /// </summary>
    public bool ForgetsOutput { get; set; }

    /// <summary>
    /// Ends the tool when it is cancelled; one that goes on running by itself, once it has started, is left alone. <see cref="OnLine"/>
    /// must not cancel it itself: the end waits for the rest of the output.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// Asks the tool to end by itself when it is cancelled, where its process is an <see cref="IStoppableProcess"/>; another is ended.
    /// </summary>
    public CancellationToken StopToken { get; set; }
}

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

    /// <summary>What happened, and the last lines that the tool wrote about it.</summary>
    public string ReasonAndError { get; } = WithTail(reason, error);

    /// <summary>Everything that the tool wrote about it, to distinguish failures.</summary>
    public string Error { get; } = string.Join('\n', error);

    private static string WithTail(string reason, IReadOnlyList<string> error) =>
        reason + string.Concat(error.TakeLast(TailLines).Select(line => $"\n  {line}"));
}

/// <summary>A process that can be asked to end by itself, besides being killed: helm then puts back what it has changed.</summary>
public interface IStoppableProcess : IProcess
{
    /// <summary>Asks it to end.</summary>
    void Stop();
}
