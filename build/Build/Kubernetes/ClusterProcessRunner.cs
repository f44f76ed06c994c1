using System.Text;
using Cake.CommandLine;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Build.Kubernetes;

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
            Environment = (settings.EnvironmentVariables ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key, string? (pair) => pair.Value),
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
