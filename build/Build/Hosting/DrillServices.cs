using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery.Drill;
using GitOpsDemo.Delivery.Kubernetes.Drill;
using GitOpsDemo.Delivery.Lab.Drill;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Puts fire drills together.</summary>
internal static class DrillServices
{
    /// <summary>Adds the drill, and the ground that the options ask for.</summary>
    public static void AddDrill(this IServiceCollection services, BuildOptions options)
    {
        services.AddSingleton<LabDrillGround>();
        services.AddSingleton<ClusterDrillGround>();
        services.AddSingleton<IDrillGround>(provider =>
            options.Cluster.DeliversToLab ? provider.GetRequiredService<LabDrillGround>() : provider.GetRequiredService<ClusterDrillGround>());
        services.AddSingleton<AlertDrill>();
    }
}
