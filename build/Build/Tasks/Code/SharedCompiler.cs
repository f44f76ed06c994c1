using Cake.Common.Tools.DotNet.MSBuild;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>
/// The compiler process that all projects share, also those of the next run: a warm one takes a third of the time. It is this checkout's
/// alone, as its name says (Directory.Build.props), and ends when it has idled for ten minutes, as one of <c>dotnet build</c> does.
/// </summary>
public sealed class SharedCompiler(ICommandRunner runner)
{
    /// <summary>A compiler that runs for seconds gains nothing from profiling itself.</summary>
    internal static readonly Dictionary<string, string> Environment = new() { ["DOTNET_TieredPGO"] = "0" };

    /// <summary>Lets a command compile with it.</summary>
    internal static DotNetMSBuildSettings Use(DotNetMSBuildSettings settings) => settings.WithProperty("UseSharedCompilation", "true");

    /// <summary>Ends it, if it runs. It never fails: the compiler ends by itself, and this says so.</summary>
    internal async Task EndAsync(BuildContext context)
    {
        if (!File.Exists(context.Paths.EndCompiler))
        {
            return;
        }

        try
        {
            var arguments = await File.ReadAllTextAsync(context.Paths.EndCompiler, CancellationToken.None);
            await runner.RunAsync(new Command("dotnet", [.. CommandLineSplitter.Split(arguments.Trim())]));
        }
        catch (Exception exception) when (
            exception is DeliveryException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            context.DeliveryLog.Information($"the compiler may still run, and ends in ten minutes: {exception.Message}");
        }
    }
}
