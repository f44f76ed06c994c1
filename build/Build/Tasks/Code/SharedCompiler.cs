using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>
/// The compiler that serves all projects of a build that asks for a shared one: it is this checkout's alone, and would idle for ten minutes
/// afterwards.
/// </summary>
public sealed class SharedCompiler(ICommandRunner runner, BuildPaths paths, IDeliveryLog log)
{
    /// <summary>Ends it, if it runs; also when the build was cancelled. It ends by itself where this fails.</summary>
    public async Task EndAsync()
    {
        try
        {
            var arguments = await runner.RunAsync(new Command("dotnet", "msbuild", paths.Host, "-getProperty:EndCompiler"));
            await runner.RunAsync(new Command("dotnet", [.. CommandLineSplitter.Split(arguments.Output.Trim())]));
        }
        catch (DeliveryException exception)
        {
            log.Information($"the compiler still runs, and ends in ten minutes: {exception.Message}");
        }
    }
}
