using System.Reflection;
using Cake.Cli;
using Cake.Core.Configuration;
using Cake.Core.Modules;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting;

/// <summary>Runs the tasks of a console program on Cake's engine.</summary>
/// <remarks>
/// Stands for the host of the published Cake.Frosting package; docs/packages.md lists what it leaves out. It has no package installers of
/// its own, so that NuGet's assemblies are never loaded.
/// </remarks>
public sealed class CakeHost
{
    private readonly ServiceCollection _services = [];
    private readonly HashSet<Assembly> _assemblies = [];

    /// <summary>A host that takes its tasks from the public classes of the program's own assembly.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } program)
        {
            _assemblies.Add(program);
        }

        _services.AddCakeDiagnostics();
        _services.UseModule<CoreModule>();
        _services.AddSingleton<ICakeConfiguration>(Configuration.Create);
        _services.AddSingleton<IFrostingContext, FrostingContext>();
        _services.AddSingleton<IVersionResolver, VersionResolver>();
        _services.AddSingleton<VersionFeature>();
        _services.AddSingleton<BuildScriptHost<IFrostingContext>>();
        _services.AddSingleton<DryRunScriptHost<IFrostingContext>>();
        _services.AddSingleton<TreeScriptHost>();
        _services.AddSingleton<DescriptionScriptHost>();
        _services.AddSingleton<IToolInstaller, ToolInstaller>();
        _services.AddSingleton<TaskRegistration>();
    }

    /// <summary>Takes the tasks among the public classes of one more assembly.</summary>
    public CakeHost AddAssembly(Assembly assembly)
    {
        _assemblies.Add(assembly);
        return this;
    }

    /// <summary>Adds services for contexts, tasks and lifetimes, or replaces Cake's own: the last registration of a type counts.</summary>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        services(_services);
        return this;
    }

    /// <summary>Does what the command line asks for.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <returns>The process's exit code: 0, or another one when a task, the set-up or the command line failed.</returns>
    public int Run(IEnumerable<string> args)
    {
        foreach (var task in _assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsTask))
        {
            _services.AddSingleton(typeof(IFrostingTask), task);
        }

        var app = new CommandApp<RunCommand>();
        app.WithData(_services);
        return app.Run(args);
    }

    private static bool IsTask(Type type) => type is { IsClass: true, IsAbstract: false } && TaskType.IsTask(type);
}
