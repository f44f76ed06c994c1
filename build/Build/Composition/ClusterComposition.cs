using Cake.Core;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Drill;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Kubernetes.Dashboards;
using GitOpsDemo.Kubernetes.Drill;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Composition;

/// <summary>A Kubernetes cluster as a place to deliver to, and servers that options name without one.</summary>
internal static class ClusterComposition
{
    /// <summary>Adds what tasks ask of a cluster, whether or not they deliver to one.</summary>
    public static void AddCluster(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(options.Cluster.Settings);
        services.AddKubectlAndHelm(options.Cluster.Settings, paths);
        services.AddSingleton<Preflight>();
        services.AddSingleton<ServerDryRun>();
        services.AddSingleton<PortForwards>();
        services.AddSingleton<ServiceAddresses>();
        services.AddSingleton(_ => ChartCatalog.Read(paths.ChartCatalog));
        services.AddSingleton<ExistingInstallations>();
        services.AddWith<ChartInstaller>(paths.Helm, paths.ChartsTop);
        services.AddSingleton<ClusterReleases>();
        services.AddWith<ArgoCdInstallation>(Path.Combine(paths.Manifests, "argocd"), Watched(options.GitOps));
        services.AddGrafana(options.Cluster);
    }

    /// <summary>Makes the cluster the place that is delivered to, or the servers where no cluster is named.</summary>
    public static void DeliverToCluster(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton<IPlatform>(provider => options.Cluster.KubeContext is null
            ? provider.Make<NamedServers>(paths.ManifestFolders)
            : provider.Make<KubernetesPlatform>(
                provider.Make<MonitoringInstallation>(Slack(provider)),
                provider.Make<ArgoCdSync>(Watched(options.GitOps)),
                provider.Make<RunningImages>(provider.GetRequiredKeyedService<RegistryClient>(nameof(AttestedProofs)))));
        services.AddSingleton<IPlatformView, ClusterView>();
        services.AddSingleton<IDrillPlatform, ClusterDrillPlatform>();
    }

    private static void AddKubectlAndHelm(this IServiceCollection services, ClusterSettings cluster, BuildPaths paths)
    {
        services.AddSingleton<IKubectl>(provider =>
        {
            var (cake, tools) = (RunnerOf(provider), provider.GetRequiredService<Toolbox>());
            var kubectl = new CompatibleKubectl(cake, tools, cluster.Context, provider.GetRequiredService<IDeliveryLog>());
            return new CakeKubectl(cake, kubectl.FindAsync, cluster.Context, cluster.Timeout);
        });
        services.AddSingleton<IHelm>(
            provider => new CakeHelm(RunnerOf(provider), provider.Finding(Tool.Helm), cluster.Context, paths.Helm, cluster.Timeout));

        static RunnerContext RunnerOf(IServiceProvider provider) => RunnerContext.Of(provider.GetRequiredService<ICakeContext>());
    }

    private static void AddGrafana(this IServiceCollection services, ClusterOptions cluster)
    {
        services.AddSingleton(provider => new GrafanaAdmin(
            provider.GetRequiredService<IKubectl>(),
            provider.GetRequiredService<ClusterSettings>(),
            SecretVariables.ValueOf(SecretVariables.GrafanaPassword),
            provider.GetRequiredService<IDeliveryLog>()));
        services.AddSingleton<IDashboardDelivery>(provider => cluster.SavesDashboardsByApi
            ? provider.Make<ApiDashboards>()
            : provider.Make<ConfigMapDashboards>());
    }

    private static WatchedRepository Watched(GitOpsOptions gitops) => new(gitops.Repository, gitops.Branch, gitops.Overlays)
    {
        Webhook = new(SecretVariables.ValueOf(SecretVariables.WebhookSecret)),
    };

    private static SlackSecret Slack(IServiceProvider provider) => new(
        provider.GetRequiredService<IKubectl>(),
        provider.GetRequiredService<ClusterSettings>(),
        SecretVariables.ValueOf(SecretVariables.SlackAddress));
}
