using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Lets everything that Cake's own tools start go through the one command funnel: with a timeout that ends the whole tree,
/// ended by Ctrl-C, quiet while it succeeds, and with its last lines shown when it fails.
/// </summary>
internal sealed class BoundedProcessRunner(ICommandRunner runner, ICakeEnvironment environment, ICakeLog log, Cancellation cancellation) : IProcessRunner
{
    /// <summary>The upper bound of a tool that was given none.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(20);

    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        var command = new Command(filePath.FullPath, [.. Arguments(settings)])
        {
            WorkingDirectory = (settings.WorkingDirectory ?? environment.WorkingDirectory).MakeAbsolute(environment).FullPath,
            Environment = (settings.EnvironmentVariables ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key, string? (pair) => pair.Value),
            Timeout = settings.Timeout is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : DefaultTimeout,
            SuccessCodes = null,
            OnLine = line => log.Verbose("{0}", line),
        };
        return new FinishedProcess(runner.RunAsync(command, cancellation.Token).GetAwaiter().GetResult(), settings, log);
    }

    /// <summary>Cake's builder renders one string for the operating system to split; the pieces of it are already apart.</summary>
    private static IEnumerable<string> Arguments(ProcessSettings settings) =>
        settings.Arguments is null ? [] : CommandLineSplitter.Split(settings.Arguments.Render());
}
