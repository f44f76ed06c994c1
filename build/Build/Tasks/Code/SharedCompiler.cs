using Cake.Common.Tools.DotNet.MSBuild;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>
/// The compiler process that all projects of a run share, so that it is warm from the second project on. It is this checkout's alone, and
/// would idle for ten minutes afterwards.
/// </summary>
public sealed class SharedCompiler(ICommandRunner runner)
{
    /// <summary>A compiler that runs for seconds gains nothing from profiling itself.</summary>
    internal static readonly Dictionary<string, string> Environment = new() { ["DOTNET_TieredPGO"] = "0" };

    private bool _mayRun;

    /// <summary>Lets a command compile with it.</summary>
    internal DotNetMSBuildSettings Use(DotNetMSBuildSettings settings)
    {
        _mayRun = true;
        return settings.WithProperty("UseSharedCompilation", "true");
    }

    /// <summary>
    /// Ends it, if it may run; also when the build was cancelled. It never fails: the compiler ends by itself, and this says so.
    /// </summary>
    internal async Task EndAsync(BuildContext context)
    {
        if (!_mayRun)
        {
            return;
        }

        _mayRun = false;
        try
        {
            var arguments = await File.ReadAllTextAsync(context.Paths.EndCompiler, CancellationToken.None);
            await runner.RunAsync(new Command("dotnet", [.. CommandLineSplitter.Split(arguments.Trim())]));
        }
        catch (Exception exception) when (
            exception is DeliveryException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            context.DeliveryLog.Information($"the compiler still runs, and ends in ten minutes: {exception.Message}");
        }
    }
}
