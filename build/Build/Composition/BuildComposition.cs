using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Notifications;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Drill;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GitOpsDemo.Build.Composition;

/// <summary>
/// Puts the build together: what tasks ask for, and what more than one of those parts shares. A part that one class alone uses is made by
/// that class. Nothing here looks at the computer: each part does when a task first asks it.
/// </summary>
internal static class BuildComposition
{
    /// <summary>Adds everything that tasks ask for.</summary>
    public static void AddBuild(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Settings.Service);
        services.AddSingleton(paths);
        services.AddHost(options, paths);
        services.AddTools(options, paths);
        services.AddImages(options, paths);
        services.AddLab(options, paths);
        services.AddCluster(options, paths);
        if (options.Cluster.DeliversToLab)
        {
            services.DeliverToLab(options, paths);
        }
        else
        {
            services.DeliverToCluster(options, paths);
        }

        services.AddSingleton<Freshness>();
        services.AddSingleton<SharedCompiler>();
        services.AddSingleton<MonitoringStart>();
        services.AddSingleton(provider => provider.Make<AheadOfTime>(
            Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), AheadOfTime.Packages));
        services.AddGitOps(options, paths);
        services.AddProof(options, paths);
        services.AddDoctor(options, paths);
        services.AddSingleton<AlertDrill>();
        services.AddResult(options);
    }

    /// <summary>Adds the programs that a delivery runs. They are found, or downloaded, when they are first needed.</summary>
    private static void AddTools(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(ToolEnvironment.Here(paths.Home));
        services.AddSingleton<DebianPackages>();
        services.AddWith<Toolbox>(() => ToolManifest.Read(paths.ToolManifest));
        services.AddSingleton<IManifestRenderer>(provider => new CachingRenderer(new KustomizeRenderer(
            provider.GetRequiredService<ICommandRunner>(),
            provider.Finding(Tool.Kubectl),
            options.Settings.UsesHelmCharts ? HelmOf(provider, paths) : null)));
        services.AddSingleton(provider => new Promtool(
            provider.GetRequiredService<ICommandRunner>(),
            token => provider.GetRequiredService<Toolbox>().FindProgramAsync(Tool.Promtool, token),
            options.Cluster.DeliversToLab
                ? null
                : (least, token) => provider.GetRequiredService<Toolbox>().FindNearestAsync(
                    Tool.Promtool, version => version < least ? 1 : 0, largest: 0, token)));
    }

    private static void AddGitOps(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton<RenderedImages>();
        services.AddSingleton<GitOpsRepositories>();
        services.AddSingleton<PullRequests>();
        services.AddSingleton<DeployPlanner>();
        services.AddSingleton(new ProofLedger(paths.Proofs));
        services.AddWith<ProofQuestion>(options.Release.Proof);
        services.AddSingleton<PromotionGates>();
        services.AddSingleton<FailedDeploy>();
    }

    private static void AddProof(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(provider => provider.Make<ProofEngine>(provider.GetRequiredService<IPlatform>().Arrivals));
        services.AddSingleton<ProofRecorder>();
        services.AddSingleton<EnvironmentProof>();
        services.AddSingleton<EnvironmentSoak>();
        services.AddSingleton(new Redaction(options.Settings.SecretNames, SecretVariables.ValueOf));
        services.AddSingleton(provider => new Lazy<FailedProof>(() => provider.Make<FailedProof>(
            provider.Make<FailureBundle>(paths.Artifacts), provider.Make<DeployHistory>(provider.Make<LastProof>()))));
    }

    /// <summary>Adds what the run came to, and how people hear of it.</summary>
    private static void AddResult(this IServiceCollection services, BuildOptions options)
    {
        services.TryAddSingleton<RunOutcome>();
        services.AddSingleton<RunReport>();
        services.AddSingleton<ReportPage>();
        services.AddSingleton<SourceStatus>();
        services.AddSingleton(provider => new Notifier(
            options.Settings.Notifications,
            provider.GetRequiredService<HttpClient>(),
            SecretVariables.ValueOf,
            provider.GetRequiredService<IDeliveryLog>()));
    }

    private static Func<CancellationToken, Task<string>> HelmOf(IServiceProvider provider, BuildPaths paths) =>
        async cancellationToken => KustomizeHelm.Write(paths.Helm, await provider.Finding(Tool.Helm)(cancellationToken));
}

/// <summary>Shorter words for what every part of the composition does.</summary>
internal static class CompositionExtensions
{
    /// <summary>Makes a class that gets some of its arguments here, and the others from the container.</summary>
    public static T Make<T>(this IServiceProvider provider, params object[] arguments)
        where T : class =>
        ActivatorUtilities.CreateInstance<T>(provider, arguments);

    /// <summary>Adds a class that is made so.</summary>
    public static void AddWith<T>(this IServiceCollection services, params object[] arguments)
        where T : class =>
        services.AddSingleton(provider => provider.Make<T>(arguments));

    /// <summary>Finds a program, or downloads it, when it is first needed.</summary>
    public static Func<CancellationToken, Task<string>> Finding(this IServiceProvider provider, Tool tool) =>
        cancellationToken => provider.GetRequiredService<Toolbox>().FindAsync(tool, cancellationToken);
}
