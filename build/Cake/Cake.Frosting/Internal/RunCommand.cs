using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The host's one command: it runs, lists or describes the tasks.</summary>
internal sealed class RunCommand : AsyncCommand<RunSettings>
{
    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(CommandContext context, RunSettings settings, CancellationToken cancellationToken)
    {
        var collection = (IServiceCollection)context.Data!;
        collection.TryAddSingleton<ICakeArguments>(context.Remaining.ToCakeArguments(settings.Targets));
        await using var services = collection.BuildServiceProvider();
        var log = services.GetRequiredService<ICakeLog>();
        log.Verbosity = settings.Verbosity;
        try
        {
            if (settings.Version)
            {
                services.GetRequiredService<VersionFeature>().Run(services.GetRequiredService<IConsole>());
                return 0;
            }

            EnterWorkingDirectory(services, settings.WorkingDirectory ?? services.GetService<WorkingDirectory>()?.Path);
            InstallTools(services);
            var tasks = services.GetRequiredService<TaskRegistration>();
            tasks.Register();
            if (settings.RunsSeveralTargets)
            {
                tasks.KeepOrder(settings.Targets);
            }

            await RunTargetsAsync(ChooseHost(services, settings), settings);
            return 0;
        }
        catch (Exception exception)
        {
            return log.LogException(exception);
        }
    }

    private static void EnterWorkingDirectory(IServiceProvider services, DirectoryPath? wanted)
    {
        if (wanted is null)
        {
            return;
        }

        var environment = services.GetRequiredService<ICakeEnvironment>();
        var path = wanted.MakeAbsolute(environment);
        if (!services.GetRequiredService<IFileSystem>().Exist(path))
        {
            throw new FrostingException($"The working directory '{path}' does not exist.");
        }

        environment.WorkingDirectory = path;
    }

    private static void InstallTools(IServiceProvider services)
    {
        foreach (var tool in services.GetServices<PackageReference>())
        {
            services.GetRequiredService<IToolInstaller>().Install(tool);
        }
    }

    private static ScriptHost ChooseHost(IServiceProvider services, RunSettings settings) => settings switch
    {
        { DryRun: true } => services.GetRequiredService<DryRunScriptHost<IFrostingContext>>(),
        { Tree: true } => services.GetRequiredService<TreeScriptHost>(),
        { Description: true } => services.GetRequiredService<DescriptionScriptHost>(),
        _ => services.GetRequiredService<BuildScriptHost<IFrostingContext>>(),
    };

    private static Task<CakeReport> RunTargetsAsync(ScriptHost host, RunSettings settings)
    {
        if (settings.Exclusive)
        {
            // Each target for itself: a graph of them all would put one first that another depends on.
            host.Settings.UseExclusiveTarget().UseUnifiedDependencyGraphForMultipleTargets(false);
        }

        return host.RunTargetsAsync(settings.Targets);
    }
}
