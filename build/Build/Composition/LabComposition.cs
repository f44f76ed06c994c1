using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Drill;
using GitOpsDemo.Lab;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.Lab.Drill;
using GitOpsDemo.Lab.Fields;
using GitOpsDemo.Lab.Replicas;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Composition;

/// <summary>The lab: this computer as a place to deliver to.</summary>
internal static class LabComposition
{
    /// <summary>Adds what tasks ask of the lab, whether or not they deliver to it.</summary>
    public static void AddLab(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(paths.Lab);
        services.AddSingleton(options.Settings.LabSecrets);
        services.AddWith<BackgroundProcesses>(paths.Lab.Run);
        services.AddSingleton<LabServices>();
        services.AddSingleton(provider => new LabGitOps(
            provider.Make<BareRepository>(),
            new GitOpsSettings(paths.Lab.Repository, options.GitOps.Branch, paths.Lab.Checkout, CiBuild.Here.Author)
            {
                Folders = options.GitOps.Folders,
            },
            paths.ManifestFolders with { Folders = options.GitOps.Folders, Overlays = options.GitOps.Overlays },
            options.Settings.Environments,
            provider.GetRequiredService<RenderedImages>()));
        services.AddSingleton(provider => provider.Make<ReplicaRuntimes>(
            provider.Make<ContainerRuntime>(),
            provider.Make<ProcessRuntime>(new ImageUnpacker(provider.GetRequiredService<RegistryClient>(), paths.Lab.Images))));
        services.AddSingleton<LabCheck>();
        services.AddSingleton<LabControl>();
    }

    /// <summary>Makes it the place that is delivered to.</summary>
    public static void DeliverToLab(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton<IPlatform>(provider => provider.Make<LabPlatform>(
            options.Settings.Environments,
            provider.Make<AgentProject>(paths.LabAgentProject, paths.LabAgent, paths.Temporary),
            provider.Make<LabAdditions>(options.LabWith)));
        services.AddSingleton<IPlatformView, LabView>();
        services.AddSingleton<IDrillPlatform, LabDrillPlatform>();
    }
}
