using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Diff;
using GitOpsDemo.Delivery.Kubernetes;
using GitOpsDemo.Delivery.Lab;
using GitOpsDemo.Delivery.Status;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Hosting;

/// <summary>What looks at a platform without changing it: Status, Diff, and the page of the report.</summary>
internal static class ViewServices
{
    /// <summary>Adds them, for the platform that the options ask for.</summary>
    public static void AddViews(this IServiceCollection services, BuildOptions options)
    {
        services.AddSingleton<TextDiff>();
        services.AddSingleton<OverlayPreview>();
        services.AddSingleton<LabView>();
        services.AddSingleton<ClusterView>();
        services.AddSingleton<IPlatformView>(provider => options.Cluster.DeliversToLab
            ? provider.GetRequiredService<LabView>()
            : provider.GetRequiredService<ClusterView>());
        services.AddSingleton<StatusReader>();
        services.AddSingleton<PanelReader>();
        services.AddSingleton<ReportPage>();
        services.AddSingleton<PendingChanges>();
        services.AddSingleton<DeployPlanner>();
    }
}
