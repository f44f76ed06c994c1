using Cake.Core;
using Cake.Core.IO;
using Cake.Frosting;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Composition;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

/// <summary>
/// The build as the host puts it together for a cluster, down to the processes, which are scripted, and answer at once: so do the looks at
/// them follow each other.
/// </summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly string[] _arguments;
    private readonly ServiceProvider _services;

    /// <param name="arguments">The command line, beside the target and the context.</param>
    public ClusterFixture(params string[] arguments)
    {
        _arguments = ["--kube-context=k3s", .. arguments];
        Paths = new(_root.Path, SampleSettings.Value);
        Write("build/charts.json", File.ReadAllText(Path.Combine(Repository.Root, "build", "charts.json")));
        Write("monitoring/prometheus-values.yaml", "grafana:\n  persistence:\n    size: 5Gi\nkubeProxy:\n  enabled: false\n");
        Write("monitoring/loki-values.yaml", "singleBinary:\n  replicas: 1\n");
        Write("monitoring/alloy-values.yaml", "controller:\n  type: daemonset\n");
        var services = new ServiceCollection();
        Configure(services, BuildOptions.From(CommandLine.Parse(_arguments, BuildTasks.Names)));
        services.AddSingleton(Substitute.For<ICakeContext>());
        _services = services.BuildServiceProvider();
    }

    public BuildPaths Paths { get; }

    public ClusterScript Script { get; } = new();

    public RecordingLog Log { get; } = new();

    /// <summary>
    /// What was called, in order. How often the pods are looked at while helm works depends on the time that it takes: they are here once.
    /// </summary>
    public string[] Commands
    {
        get
        {
            var kept = new List<string>();
            foreach (var line in Script.Lines)
            {
                var isAnother = kept.Count > 0 && (IsLook(kept[^1]) || kept[^1].Contains(" upgrade ", StringComparison.Ordinal));
                if (!IsLook(line) || !isAnother)
                {
                    kept.Add(line);
                }
            }

            return [.. kept];
        }
    }

    public IPlatform Platform => Get<IPlatform>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A part of the build with other settings than the command line's.</summary>
    public T With<T>(params object[] settings) => ActivatorUtilities.CreateInstance<T>(_services, settings);

    /// <summary>Runs one task, without what it depends on, in the real host.</summary>
    /// <returns>The exit code of the host.</returns>
    public int Run(string target)
    {
        var line = CommandLine.Parse([$"--target={target}", "--exclusive", .. _arguments], BuildTasks.Names);
        return new CakeHost()
            .AddAssembly(typeof(BuildTasks).Assembly)
            .UseContext<BuildContext>()
            .UseLifetime<BuildLifetime>()
            .UseTaskLifetime<BuildTaskLifetime>()
            .ConfigureServices(services => Configure(services, BuildOptions.From(line)))
            .Run(line.Arguments);
    }

    public void Write(string path, string content) => _root.Write(path, content);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _root.Dispose();
    }

    private static bool IsLook(string line) => line.Contains("get pods,events,jobs.batch", StringComparison.Ordinal);

    private void Configure(IServiceCollection services, BuildOptions options)
    {
        var cake = Substitute.For<ICakeContext>();
        cake.Environment.WorkingDirectory.Returns("/source");
        cake.FileSystem.GetFile(Arg.Any<FilePath>()).Exists.Returns(true);
        var context = new RunnerContext(cake, Script);
        services.AddBuild(options, Paths);
        services.AddSingleton<IDeliveryLog>(Log);
        services.AddSingleton<TimeProvider>(new QuickPauses());
        services.AddSingleton<IKubectl>(new CakeKubectl(context, _ => Task.FromResult("/tools/kubectl"), options.Cluster.KubeContext));
        services.AddSingleton<IHelm>(new CakeHelm(context, _ => Task.FromResult("/tools/helm"), options.Cluster.KubeContext, Paths.Helm));
    }
}

/// <summary>A clock on which pauses are over thirty times as soon. Deadlines are not: the computer may be busy.</summary>
internal sealed class QuickPauses : TimeProvider
{
    private const int Quickness = 30;

    public override long TimestampFrequency => System.TimestampFrequency / Quickness;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(
            callback, state, dueTime > TimeSpan.Zero && state is not CancellationTokenSource ? dueTime / Quickness : dueTime, period);
}
