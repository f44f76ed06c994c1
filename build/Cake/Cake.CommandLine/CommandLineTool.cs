using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.CommandLine;

/// <summary>A verb of a command line tool. It keeps what the tool writes, so that a failure tells the tool's own reason.</summary>
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

    /// <summary>Whether the tool did what it was asked for, where its exit codes mean more than that.</summary>
    protected virtual bool IsSuccess(int exitCode, IReadOnlyList<string> output) => exitCode == 0;

    /// <summary>Runs the verb to its end.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="append">Appends the arguments after the verb.</param>
    /// <returns>The lines of standard output.</returns>
    /// <exception cref="CakeException">The tool was not found or not started.</exception>
    /// <exception cref="ToolFailedException">The tool failed, or took longer than <see cref="ToolSettings.ToolTimeout"/>.</exception>
    protected IReadOnlyList<string> Run(TSettings settings, Action<ProcessArgumentBuilder> append)
    {
        using var tool = Start(settings, append, settings?.OnLine);
        using var cancellation = settings!.CancellationToken.Register(tool.Kill);
        using var stop = settings.StopToken.Register(tool.Stop);
        var exitCode = tool.WaitForExit(settings.ToolTimeout);
        return settings.HandleExitCode?.Invoke(exitCode) == true || IsSuccess(exitCode, tool.Output)
            ? tool.Output
            : throw tool.Failure($"exit code {exitCode}");
    }

    /// <summary>Starts the verb and leaves it running.</summary>
    /// <inheritdoc cref="Run(TSettings, Action{ProcessArgumentBuilder})"/>
    protected RunningTool Start(TSettings settings, Action<ProcessArgumentBuilder> append, Action<string>? onLine)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var arguments = new ProcessArgumentBuilder();
        AppendCommonArguments(arguments, settings);
        arguments.Append(verb);
        append(arguments);
        var captured = new CapturedOutput($"{GetToolName()} {arguments.RenderSafe()}", onLine);
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
