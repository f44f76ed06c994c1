using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>
/// The compiler process that all projects of a build share: it is this checkout's alone, and would idle for ten minutes afterwards.
/// </summary>
internal static class SharedCompiler
{
    /// <summary>Ends it, if it runs; also when the build was cancelled. It ends by itself where this fails.</summary>
    public static async Task EndAsync(BuildContext context, ICommandRunner runner)
    {
        try
        {
            var arguments = await runner.RunAsync(new Command("dotnet", "msbuild", context.Paths.Host, "-getProperty:EndCompiler"));
            await runner.RunAsync(new Command("dotnet", [.. CommandLineSplitter.Split(arguments.Output.Trim())]));
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Information($"the compiler still runs, and ends in ten minutes: {exception.Message}");
        }
    }
}
