using System.Globalization;
using Cake.Cli;
using Cake.Core;
using Cake.Core.IO;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Composition;

/// <summary>What stands between Cake and the terminal, the clock, signals and other programs.</summary>
internal static class HostingServices
{
    /// <summary>Adds it.</summary>
    public static void AddHosting(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddTerminal(options);
        services.AddSingleton<Cancellation>();
        services.AddSingleton<BuildLock>();
        services.AddSingleton<RunReport>();
        services.AddSingleton<Transcript>();
        services.AddSingleton<DefaultExecutionStrategy>();
        services.AddSingleton<IExecutionStrategy, TaskFailures>();
        services.AddSingleton<CommandRunner>();
        services.AddSingleton(provider => new RecordedCommandRunner(
            provider.GetRequiredService<CommandRunner>(), paths.Logs, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICommandRunner>(provider => provider.GetRequiredService<RecordedCommandRunner>());
        services.AddSingleton<IProcessRunner, BoundedProcessRunner>();
        services.AddSingleton<Wait>();
    }

    private static void AddTerminal(this IServiceCollection services, BuildOptions options)
    {
        services.AddSingleton(_ => Terminal.Here(options));
        services.AddSingleton<TerminalView>();
        services.AddSingleton<IConsole, BuildConsole>();
        services.AddSingleton<IDeliveryLog, CakeDeliveryLog>();
        services.AddSingleton(
            provider => provider.GetRequiredService<Terminal>().Ansi(new ViewWriter(provider.GetRequiredService<TerminalView>())));
        services.AddSingleton<CakeSpectreReportPrinter>();
        services.AddSingleton<ConsoleReport>();
        services.AddSingleton<ICakeReportPrinter, ReportPrinter>();
        services.AddSingleton<IVersionResolver, CakeVersion>();
    }
}

/// <summary>Cake's console: what it writes goes through the view.</summary>
internal sealed class BuildConsole(Terminal terminal, TerminalView view) : IConsole
{
    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes => terminal.HasColour;

    public void Write(string format, params object[] arg) => view.Write(Text(format, arg), isError: false);

    public void WriteLine(string format, params object[] arg) => view.Write(Text(format, arg) + "\n", isError: false);

    public void WriteError(string format, params object[] arg) => view.Write(Text(format, arg), isError: true);

    public void WriteErrorLine(string format, params object[] arg) => view.Write(Text(format, arg) + "\n", isError: true);

    public void ResetColor()
    {
    }

    private static string Text(string format, object[] arg) => string.Format(CultureInfo.InvariantCulture, format, arg);
}

/// <summary>
/// The version of the engine, for <c>--version</c>. Cake's own resolver looks for it in the program that was started, which is this build.
/// </summary>
internal sealed class CakeVersion : IVersionResolver
{
    public string GetVersion() => typeof(ICakeEngine).Assembly.GetName().Version!.ToString(fieldCount: 3);

    public string GetProductVersion() => GetVersion();
}
