using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Build.Context;

/// <summary>What several tasks ask of the context.</summary>
internal static class BuildContextExtensions
{
    /// <summary>Prometheus, wherever the platform has it.</summary>
    public static async Task<PrometheusClient> PrometheusAsync(this BuildContext context, IPlatform platform) =>
        new(await context.ClientOfAsync(platform, ServiceApi.Prometheus));

    /// <summary>Alertmanager, wherever the platform has it.</summary>
    public static async Task<AlertmanagerClient> AlertmanagerAsync(this BuildContext context, IPlatform platform) =>
        new(await context.ClientOfAsync(platform, ServiceApi.Alertmanager));

    /// <summary>What runs in an environment.</summary>
    /// <exception cref="DeliveryException">Nothing was ever deployed to it.</exception>
    public static async Task<LiveEnvironment> LiveAsync(this BuildContext context, IPlatform platform, string environment) =>
        await platform.LiveAsync(environment, context.CancellationToken) ?? throw new DeliveryException(
            $"{environment} can't be verified", $"nothing was ever deployed to it on {platform.Name}", $"./build.sh --target=Deploy --environment={environment}");

    /// <summary>The alert rules of the repository.</summary>
    /// <exception cref="DeliveryException">Their file can't be read.</exception>
    public static PrometheusRule AlertRules(this BuildContext context) => ManifestSet.Load(context.Paths.Alerts).Only<PrometheusRule>();

    private static async Task<HttpClient> ClientOfAsync(this BuildContext context, IPlatform platform, ServiceApi api)
    {
        context.ShowAddresses(platform, api);
        var access = context.Options.Cluster.DeliversToLab ? null : ServerAccess.Of(api.ToString());
        return ServiceClient.For(await platform.AddressOfAsync(api, context.CancellationToken), access);
    }

    /// <summary>Reports where a person can open these APIs after the run.</summary>
    public static void ShowAddresses(this BuildContext context, IPlatform platform, params IEnumerable<ServiceApi> apis)
    {
        foreach (var api in apis)
        {
            if (platform.LastingAddressOf(api) is { } address)
            {
                context.Report.Show(api.ToString().ToLowerInvariant(), address);
            }
        }
    }

    /// <summary>Refuses a task of the lab when a cluster is meant.</summary>
    /// <exception cref="DeliveryException">An option names a cluster.</exception>
    public static void RequireLab(this BuildContext context, string task)
    {
        if (!context.Options.Cluster.DeliversToLab)
        {
            throw new DeliveryException($"{task} can't run", "an option names a cluster or one of its servers, and the lab is this computer", "leave out --kube-context and the addresses");
        }
    }

    /// <summary>Refuses a task of a cluster when none is named.</summary>
    /// <exception cref="DeliveryException"><c>--kube-context</c> is missing.</exception>
    public static void RequireCluster(this BuildContext context, string task)
    {
        if (context.Options.Cluster.KubeContext is null)
        {
            throw new DeliveryException($"{task} can't run", "it is for a cluster, and none was named", "name a context of the kubeconfig with --kube-context");
        }
    }
}
