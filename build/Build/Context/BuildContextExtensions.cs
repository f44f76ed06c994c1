using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Build.Context;

/// <summary>What several tasks ask of the context.</summary>
internal static class BuildContextExtensions
{
    /// <summary>Prometheus, wherever the platform has it; its address goes to the report.</summary>
    public static async Task<PrometheusClient> PrometheusAsync(this BuildContext context, IPlatform platform)
    {
        var address = await platform.AddressOfAsync(ServiceApi.Prometheus, context.CancellationToken);
        context.Report.Show("prometheus", address);
        return new(new HttpClient(new SocketsHttpHandler { UseProxy = !address.IsLoopback }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>Refuses a task of the lab when a cluster is meant.</summary>
    /// <exception cref="DeliveryException"><c>--kube-context</c> was given.</exception>
    public static void RequireLab(this BuildContext context, string task)
    {
        if (!context.Options.Cluster.DeliversToLab)
        {
            throw new DeliveryException($"{task} can't run", "--kube-context names a cluster, and the lab is this computer", "leave out --kube-context");
        }
    }
}
