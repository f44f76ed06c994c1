using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
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
            $"nothing runs in {environment}",
            $"nothing was ever deployed to it on {platform.Name}",
            $"./build.sh --target=Deploy --environment={environment}");

    /// <summary>The file of the alert rules; empty where the settings file says why there is none.</summary>
    /// <exception cref="DeliveryException">It can't be read.</exception>
    public static ManifestSet AlertManifests(this BuildContext context) =>
        context.ReasonForNo(PolicySettings.Alerts, context.Paths.Alerts) is null
            ? ManifestSet.Load(context.Paths.Alerts)
            : ManifestSet.Parse("", context.Paths.Alerts);

    /// <summary>The alert rules; null where the settings file says why there are none.</summary>
    /// <exception cref="DeliveryException">Their file can't be read, or is empty without a reason.</exception>
    public static PrometheusRule? AlertRules(this BuildContext context)
    {
        var manifests = context.AlertManifests();
        if (manifests.Objects.Count == 0 && context.Options.Settings.Policy.ReasonOff(PolicySettings.Alerts) is not null)
        {
            return null;
        }

        var rules = manifests.Only<PrometheusRule>();
        return rules.Groups.Any(group => group.Rules.Count > 0) ? rules : throw new DeliveryException(
            $"{manifests.Source} can't be used", "it has no rules, so that nothing would be proven", "write one alert at least");
    }

    /// <summary>The dashboards; none where the settings file says why.</summary>
    /// <exception cref="DeliveryException">They can't be read, or there are none without a reason.</exception>
    public static IReadOnlyList<Dashboard> Dashboards(this BuildContext context)
    {
        if (context.ReasonForNo(PolicySettings.Dashboards, context.Paths.Dashboards) is not null)
        {
            return [];
        }

        return Dashboard.LoadAll(context.Paths.Dashboards) is { Count: > 0 } dashboards ? dashboards : throw new DeliveryException(
            $"{context.Paths.Dashboards} has no dashboard",
            "nobody could see the state of the service",
            "put one there, or say in the settings file why there is none: \"policy\": { \"dashboards\": \"why\" }");
    }

    /// <summary>Why the settings file does without something that is not there; null where it is there, or has to be.</summary>
    public static string? ReasonForNo(this BuildContext context, string id, string path) =>
        File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            ? null
            : context.Options.Settings.Policy.ReasonOff(id);

    private static async Task<HttpClient> ClientOfAsync(this BuildContext context, IPlatform platform, ServiceApi api)
    {
        context.ShowAddresses(platform, api);
        var access = context.Options.Cluster.DeliversToLab ? null : context.Options.Cluster.Settings.AccessOf(api);
        return ServiceClient.For(await platform.AddressOfAsync(api, context.CancellationToken), access, context.Transcript);
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

    /// <summary>Refuses a task that works in the lab when something else is meant.</summary>
    /// <exception cref="DeliveryException">An option or the settings file names a cluster or one of its servers.</exception>
    public static void RequireLab(this BuildContext context, string task)
    {
        if (context.Options.Cluster.Settings.Source is { } other)
        {
            throw new DeliveryException(
                $"{task} can't run", $"{other.Name} names another place, and the lab is this computer", other.WayToLab);
        }
    }

    /// <summary>
    /// Refuses a task about the lab of this folder when somebody typed what names another place. What the settings file names does not
    /// matter to it.
    /// </summary>
    /// <exception cref="DeliveryException">An option names a cluster or one of its servers.</exception>
    public static void RequireNoOtherPlace(this BuildContext context, string task)
    {
        if (context.Options.Cluster.Settings.Source is { IsTyped: true })
        {
            context.RequireLab(task);
        }
    }

    /// <summary>Refuses a task of a cluster when none is named.</summary>
    /// <exception cref="DeliveryException"><c>--kube-context</c> is missing.</exception>
    public static void RequireCluster(this BuildContext context, string task)
    {
        if (context.Options.Cluster.KubeContext is null)
        {
            throw new DeliveryException(
                $"{task} can't run", "it is for a cluster, and none was named", "name a context of the kubeconfig with --kube-context");
        }
    }
}
