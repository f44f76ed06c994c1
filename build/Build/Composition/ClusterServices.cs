using Cake.Core;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Kubernetes.Dashboards;
using GitOpsDemo.Lab;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Composition;

/// <summary>Puts the delivery to a cluster together, and chooses between it and the lab.</summary>
internal static class ClusterServices
{
    /// <summary>Adds the cluster's parts and the platform that the options ask for.</summary>
    public static void AddCluster(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        var cluster = options.Cluster;
        services.AddSingleton(cluster.Settings);
        services.AddClusterTools(cluster.KubeContext, paths);
        services.AddCharts(paths);
        services.AddSingleton<Preflight>();
        services.AddSingleton<ServiceDiscovery>();
        services.AddSingleton<PortForwards>();
        services.AddSingleton<ServiceAddresses>();
        services.AddSingleton<ClusterLogs>();
        services.AddSingleton<OpenServices>();
        services.AddSingleton<RuleSelection>();
        services.AddSingleton<ServerDryRun>();
        services.AddSingleton<NodePlatforms>();
        services.AddSingleton<ConfigMapDashboards>();
        services.AddSingleton<ApiDashboards>();
        services.AddSingleton<IDashboardDelivery>(provider =>
            cluster.SavesDashboardsByApi
                ? provider.GetRequiredService<ApiDashboards>()
                : provider.GetRequiredService<ConfigMapDashboards>());
        services.AddSingleton<Rollouts>();
        services.AddSingleton<LiveState>();
        services.AddWith<ExpectedState>(paths.ManifestFolders);
        services.AddSingleton<ShownDashboards>();
        services.AddSingleton<ClusterArrivals>();
        services.AddSingleton<HostsLine>();
        services.AddSingleton(provider => new GrafanaAdmin(
            provider.GetRequiredService<IKubectl>(),
            provider.GetRequiredService<ClusterSettings>(),
            SecretVariables.ValueOf(SecretVariables.GrafanaPassword),
            provider.GetRequiredService<IDeliveryLog>()));
        services.AddSingleton(provider => new SlackSecret(
            provider.GetRequiredService<IKubectl>(),
            provider.GetRequiredService<ClusterSettings>(),
            SecretVariables.ValueOf(SecretVariables.SlackAddress)));
        services.AddSingleton<OperatedServers>();
        services.AddSingleton<MonitoringInstallation>();
        services.AddSingleton(new WatchedRepository(options.GitOps.Repository, options.GitOps.Branch, options.GitOps.Overlays));
        services.AddSingleton(new WebhookSecret(SecretVariables.ValueOf(SecretVariables.WebhookSecret)));
        services.AddSingleton<KubectlApplications>();
        services.AddSingleton<ArgoCdSync>();
        services.AddWith<ArgoCdInstallation>(Path.Combine(paths.Manifests, "argocd"));
        services.AddSingleton<ClusterReleases>();
        services.AddSingleton<KubernetesPlatform>();
        services.AddSingleton<NamedServers>();
        services.AddSingleton<IPlatform>(provider => cluster.DeliversToLab ? provider.GetRequiredService<LabPlatform>()
            : cluster.KubeContext is null ? provider.GetRequiredService<NamedServers>()
            : provider.GetRequiredService<KubernetesPlatform>());
    }

    private static void AddClusterTools(this IServiceCollection services, string? context, BuildPaths paths)
    {
        services.AddSingleton(provider => RunnerContext.Of(provider.GetRequiredService<ICakeContext>()));
        services.AddSingleton(provider => new FittingKubectl(
            provider.GetRequiredService<RunnerContext>(),
            provider.GetRequiredService<Toolbox>(),
            context,
            provider.GetRequiredService<IDeliveryLog>()));
        services.AddSingleton<IKubectl>(provider => new CakeKubectl(
            provider.GetRequiredService<RunnerContext>(), token =>
                provider.GetRequiredService<FittingKubectl>().FindAsync(token), context));
        services.AddSingleton<IHelm>(provider => new CakeHelm(
            provider.GetRequiredService<RunnerContext>(), provider.Finding(Tool.Helm), context, paths.Helm));
    }

    private static void AddCharts(this IServiceCollection services, BuildPaths paths)
    {
        services.AddSingleton(_ => ChartCatalog.Read(paths.ChartCatalog));
        services.AddWith<ChartValues>(paths.ChartsTop);
        services.AddSingleton<CustomResourceDefinitions>();
        services.AddSingleton<ExistingInstallations>();
        services.AddSingleton<PendingRelease>();
        services.AddSingleton<PodWatch>();
        services.AddWith<ChartInstaller>(paths.Helm);
    }
}
