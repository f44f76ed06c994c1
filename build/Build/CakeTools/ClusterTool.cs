using System.Text;
using Cake.CommandLine;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.CakeTools;

/// <summary>Runs a command on a cluster; a failure is reported with what it means.</summary>
internal static class ClusterTool
{
    /// <summary>The context of the kubeconfig that every command has to name.</summary>
    /// <exception cref="DeliveryException">None was given.</exception>
    public static string Required(string? context) => context ?? throw new DeliveryException(
        "no cluster can be asked", "only addresses of servers are known", "name a context of the kubeconfig with --kube-context");

    public static Task<T> RunAsync<T>(Func<T> run, string context, CancellationToken cancellationToken) => BlockingTool.RunAsync(
        run,
        failure => ClusterFailure.Of(failure.CommandLine, failure.Error.Length > 0 ? failure.Error : failure.Reason, context, failure),
        cancellationToken);
}

/// <summary>
/// Cake's context for the tools of a cluster. Some go on running beside the build and some print secrets: the build's own runner is made
/// for programs that run to their end, and keeps what they say in <c>artifacts/logs</c>.
/// </summary>
internal sealed class RunnerContext(ICakeContext context, IProcessRunner runner) : CakeContextAdapter(context)
{
    public override IProcessRunner ProcessRunner { get; } = runner;

    /// <summary>With a runner that does neither.</summary>
    public static RunnerContext Of(ICakeContext context) => new(context, new ClusterProcessRunner(context.Environment, context.Log));
}

/// <summary>
/// Starts the tools of a cluster. They run beside the build, can be asked to end, leave nothing that they say in a file, and get none of
/// the build's secrets: kubectl runs the credential helpers of a kubeconfig, helm its plugins.
/// </summary>
internal sealed class ClusterProcessRunner(ICakeEnvironment environment, ICakeLog log) : IProcessRunner
{
    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        var command = new Command(filePath.FullPath, [.. CommandLineSplitter.Split(settings.Arguments.Render())])
        {
            WorkingDirectory = (settings.WorkingDirectory ?? environment.WorkingDirectory).MakeAbsolute(environment).FullPath,
            Environment = (settings.EnvironmentVariables ?? new Dictionary<string, string>()).ToDictionary(
                pair => pair.Key, string? (pair) => pair.Value),
            StandardInput = settings.StandardInput is { } input ? Encoding.UTF8.GetString(input.Span) : null,
        };
        log.Verbose(Verbosity.Diagnostic, "$ {0} {1}", filePath, settings.Arguments.RenderSafe());
        return new Running(RunningProgram.Start(
            command, line => settings.RedirectedStandardOutputHandler(line), line => settings.RedirectedStandardErrorHandler(line)));
    }

    private sealed class Running(RunningProgram program) : IStoppableProcess
    {
        public void WaitForExit() => program.WaitForExit(Timeout.InfiniteTimeSpan);

        public bool WaitForExit(int milliseconds)
        {
            if (program.WaitForExit(TimeSpan.FromMilliseconds(milliseconds)))
            {
                return true;
            }

            program.Kill();
            return false;
        }

        public int GetExitCode() => program.ExitCode;

        /// <summary>Nothing: the handlers have heard it.</summary>
        public IEnumerable<string> GetStandardError() => [];

        /// <inheritdoc cref="GetStandardError"/>
        public IEnumerable<string> GetStandardOutput() => [];

        public void Stop() => program.Stop();

        public void Kill() => program.Kill();

        public void Dispose() => program.Dispose();
    }
}
