using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>Puts together what is asked before a promotion, by the options and the settings file.</summary>
public sealed class PromotionGates(
    IPlatform platform,
    ProofQuestion proof,
    ImageTransfer images,
    ImageSigning signing,
    ICommandRunner runner,
    TimeProvider time)
{
    /// <summary>The gate between two environments. Freeze windows and the second person are asked for where users depend on it.</summary>
    internal PromotionGate Between(BuildContext context, string from, string to)
    {
        var settings = context.Options.Settings;
        var rules = context.AlertRules();
        var names = rules?.Groups.ToDictionary(
            group => group.Name, group => (IReadOnlyList<string>)[.. group.Rules.Select(rule => rule.Alert).OfType<string>()]);
        IEnumerable<IGateQuestion> asked =
        [
            proof,
            new SignatureQuestion(signing),
            .. names is null
                ? Array.Empty<IGateQuestion>()
                : [new AlertsQuestion(() => PrometheusOfAsync(context, from), settings.Service.In(from), names)],
        ];
        IEnumerable<IGateQuestion> askedForUsers =
        [
            new FreezeQuestion(settings.Promotion.Freezes, time),
            .. settings.Promotion.RequiresSecondPerson
                ? [new SecondPersonQuestion(images, new GitCommand(context.Paths.Root, runner), CiBuild.Here.Person)]
                : Array.Empty<IGateQuestion>(),
        ];
        return new([.. asked, .. to == settings.Production ? askedForUsers : []], context.DeliveryLog);
    }

    /// <summary>The Prometheus of an environment, which may be in another place than the one that is delivered to.</summary>
    /// <exception cref="DeliveryException">It can't be reached from here.</exception>
    private async Task<PrometheusClient> PrometheusOfAsync(BuildContext context, string environment)
    {
        var (options, places) = (context.Options.Cluster, context.Options.Settings.Places);
        if (places.Of(environment, PlaceOptions.Addresses[ServiceApi.Prometheus].Setting!) is { } address)
        {
            return new(ServiceClient.For(new Uri(address), options.Settings.AccessOf(ServiceApi.Prometheus)));
        }

        return places.Of(environment, PlaceOptions.KubeContext.Setting!) is not { } its || its == options.KubeContext
            ? await context.PrometheusAsync(platform)
            : throw new DeliveryException(
                $"Prometheus of {environment} can't be asked",
                $"it is in the context {its}, and this run goes to {options.KubeContext ?? platform.Name}",
                $"set prometheusUrl of {environment} in the settings file");
    }
}
