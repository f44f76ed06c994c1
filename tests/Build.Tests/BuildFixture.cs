using Cake.Core;
using Cake.Core.IO;
using GitOpsDemo.Build.Composition;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using CakeContext = GitOpsDemo.Build.Tests.CakeTools.CakeContext;

namespace GitOpsDemo.Build.Tests;

/// <summary>
/// The build as the host puts it together for a command line, with a platform that a test scripts and a clock on which pauses are over at
/// once.
/// </summary>
internal sealed class BuildFixture : IDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="root">The top folder of what is built.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="configure">Replaces parts.</param>
    public BuildFixture(string root, string[] arguments, Action<IServiceCollection>? configure = null)
    {
        Options = BuildOptions.From(CommandLine.Parse(arguments, BuildTasks.Names));
        var services = new ServiceCollection();
        services.AddBuild(Options, new BuildPaths(root, Options.Settings));
        services.AddSingleton<IDeliveryLog>(Log);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(Platform);
        services.AddSingleton(Substitute.For<ICakeContext>());
        services.AddSingleton<BuildContext>();
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    /// <summary>One whose Cake has the real file system and its environment.</summary>
    /// <param name="root">The top folder of what is built.</param>
    /// <param name="runner">Starts the programs of Cake's tools, each of which is found.</param>
    /// <param name="arguments">The command line.</param>
    public static BuildFixture WithCake(string root, IProcessRunner runner, params string[] arguments) =>
        new(root, arguments, services => services.AddSingleton(CakeContext.OnDisk(runner)));

    public BuildOptions Options { get; }

    public HurryingTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public IPlatform Platform { get; } = Substitute.For<IPlatform>();

    public BuildContext Context => Get<BuildContext>();

    /// <summary>The context of a run with other settings.</summary>
    public BuildContext ContextWith(BuildSettings settings) =>
        ActivatorUtilities.CreateInstance<BuildContext>(_services, Options with { Settings = settings });

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Makes a task, or another class that the host makes.</summary>
    public T Make<T>(params object[] arguments) => ActivatorUtilities.CreateInstance<T>(_services, arguments);

    public void Dispose() => _services.Dispose();
}
