using Cake.Cli;
using Cake.Core;
using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Composition;

/// <summary>What stands between Cake and the terminal, the clock, signals, the web and other programs.</summary>
internal static class HostComposition
{
    public static void AddHost(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(ServiceClient.Bounded());
        services.AddSingleton<Cancellation>();
        services.AddSingleton<Wait>();
        services.AddSingleton<BuildLock>();
        services.AddPrograms(options, paths);
        services.AddTerminal(options);
        services.AddSingleton<IExecutionStrategy>(provider => provider.Make<TaskFailures>(provider.Make<DefaultExecutionStrategy>()));
        services.AddSingleton<ICakeReportPrinter, ReportPrinter>();
        services.AddSingleton<IVersionResolver, CakeVersion>();
    }

    /// <summary>Adds the one way in which programs are started, by Cake's tools too.</summary>
    private static void AddPrograms(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(provider => provider.Make<RecordedCommandRunner>(
            new CommandRunner(provider.GetRequiredService<IDeliveryLog>(), options.Timeout), paths.Logs));
        services.AddSingleton<ICommandRunner>(provider => provider.GetRequiredService<RecordedCommandRunner>());
        services.AddSingleton<IProcessRunner, BoundedProcessRunner>();
    }

    private static void AddTerminal(this IServiceCollection services, BuildOptions options)
    {
        services.AddSingleton(_ => Terminal.Here(options));
        services.AddSingleton<TerminalView>();
        services.AddSingleton<IConsole, BuildConsole>();
        services.AddSingleton<IDeliveryLog, CakeDeliveryLog>();
        services.AddSingleton(
            provider => provider.GetRequiredService<Terminal>().Ansi(new ViewWriter(provider.GetRequiredService<TerminalView>())));
    }
}

/// <summary>
/// The version of the engine, for <c>--version</c>. Cake's own resolver looks for it in the program that was started, which is this build.
/// </summary>
internal sealed class CakeVersion : IVersionResolver
{
    public string GetVersion() => typeof(ICakeEngine).Assembly.GetName().Version!.ToString(fieldCount: 3);

    public string GetProductVersion() => GetVersion();
}
