using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Report.Doctor;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Lab;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Composition;

/// <summary>Chooses what the doctor looks for: what the options make necessary, and nothing else.</summary>
internal static class DoctorComposition
{
    /// <summary>What a first Deploy leaves on the disk, and as much again.</summary>
    private const long FreeBytes = 3_000_000_000;

    private static readonly HttpClient Web = new(ServiceClient.Handler());

    private static readonly Tool[] ToolsOfCluster = [Tool.Kubectl, Tool.Helm, Tool.Promtool];

    /// <summary>Adds the check of the requirements.</summary>
    public static void AddDoctor(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton<RequirementsCheck>();
        services.AddSingleton(provider => new Lazy<Requirements>(() => new(
            [
                .. OfAll(provider, options, paths),
                .. options.Cluster.DeliversToLab ? OfLab(provider, options, paths) : OfCluster(provider, options),
            ],
            [.. FarAway(provider, options, paths)])));
    }

    private static IEnumerable<IRequirement> OfAll(IServiceProvider provider, BuildOptions options, BuildPaths paths)
    {
        var runner = provider.GetRequiredService<ICommandRunner>();
        var needsEngine = options.Image.Builder == "docker" || (options.Cluster.DeliversToLab && !OperatingSystem.IsLinux());
        yield return new GitRequirement(runner);
        yield return new EngineRequirement(provider.GetRequiredService<IContainerEngine>(), needsEngine);
        yield return new DiskRequirement(paths.Home, FreeBytes);
    }

    private static IEnumerable<IRequirement> OfLab(IServiceProvider provider, BuildOptions options, BuildPaths paths) =>
    [
        new PlatformRequirement(provider.GetRequiredService<Toolbox>().Platform),
        .. Programs(provider, LabPlatform.Programs),
        new PortRequirement(paths.Lab, options.Environment, options.Settings.Service),
    ];

    private static IEnumerable<IRequirement> OfCluster(IServiceProvider provider, BuildOptions options)
    {
        if (options.Cluster.KubeContext is not { } context)
        {
            return [];
        }

        var preflight = provider.GetRequiredService<Preflight>();
        return
        [
            .. Programs(provider, ToolsOfCluster),
            new ClusterRequirement(context, preflight),
            new RightsRequirement(preflight, options.Cluster.Settings),
        ];
    }

    private static IEnumerable<IRequirement> FarAway(IServiceProvider provider, BuildOptions options, BuildPaths paths)
    {
        // The script that compiled this program has found it already: no need to ask for it before a Deploy.
        yield return new SdkRequirement(paths.Home, provider.GetRequiredService<ICommandRunner>());
        var registry = provider.GetRequiredService<RegistryClient>();
        if (options.Image.Registry is { } name)
        {
            yield return new RegistryRequirement(ImageReference.Create(name, options.Image.Repository), registry);
        }

        if (options.Cluster.KubeContext is null)
        {
            yield break;
        }

        yield return new GitOpsRequirement(options.GitOps.Repository, () => Open(provider, options.GitOps));
        foreach (var chart in options.Cluster.Settings.UsesExistingMonitoring ? [] : provider.GetRequiredService<ChartCatalog>().Monitoring)
        {
            yield return new ChartRequirement(chart, options.Cluster.Settings.ChartsFrom, registry, Web);
        }
    }

    private static IEnumerable<IRequirement> Programs(IServiceProvider provider, IEnumerable<Tool> tools) =>
        tools.Select(tool => new ProgramRequirement(tool, provider.GetRequiredService<Toolbox>()));

    /// <summary>A doctor looks once: what the first try shows is what there is to fix.</summary>
    private static GitOpsRepository Open(IServiceProvider provider, GitOpsOptions options) =>
        provider.GetRequiredService<GitOpsRepositories>().Open(options, options.Repository!, new(null, null), patience: TimeSpan.Zero);
}
