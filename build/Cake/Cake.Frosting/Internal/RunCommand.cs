using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
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

            EnterWorkingDirectory(services);
            services.GetRequiredService<TaskRegistration>().Register();
            await RunTargetsAsync(ChooseHost(services, settings), settings);
            return 0;
        }
        catch (Exception exception)
        {
            return log.LogException(exception);
        }
    }

    private static void EnterWorkingDirectory(IServiceProvider services)
    {
        if (services.GetService<WorkingDirectory>() is not { } wanted)
        {
            return;
        }

        var environment = services.GetRequiredService<ICakeEnvironment>();
        var path = wanted.Path.MakeAbsolute(environment);
        if (!services.GetRequiredService<IFileSystem>().Exist(path))
        {
            throw new FrostingException($"The working directory '{path}' does not exist.");
        }

        environment.WorkingDirectory = path;
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
            host.Settings.UseExclusiveTarget();
        }

        return host.RunTargetsAsync(settings.Targets);
    }
}
