using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>All three probes, on ports that exist, and an end that loses no request.</summary>
internal sealed class ProbeRequirement(DeliveredService? service) : IManifestRequirement
{
    /// <summary>The service's setting for the seconds it serves on after SIGTERM, while it says already that it is not ready.</summary>
    private const string ReadinessDelay = "Shutdown__ReadinessDelaySeconds";

    /// <summary>
    /// The service's setting for the seconds it then waits for requests that are on their way, and what it is where nobody sets it.
    /// </summary>
    private const string Drain = "Shutdown__DrainSeconds";
    private const double DefaultDrain = 20;

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        DeploymentContainers.Serving(manifests, service).SelectMany(found =>
            CheckProbes(found.Place, found.Container).Concat(CheckEnd(found.Place, found.Deployment.Template, found.Container)));

    private static IEnumerable<PolicyViolation> CheckProbes(string place, Container container)
    {
        foreach (var (name, probe) in Probes(container))
        {
            if (probe is null or { Port: null, Command: [] })
            {
                yield return new($"{name}-probe", place, $"it has no {name} probe", $"add {name}Probe.httpGet");
            }
            else if (probe.Port is { } port && container.PortNumber(port) is null)
            {
                yield return new(
                    $"{name}-probe-port",
                    place,
                    $"its {name} probe asks on port '{port}', which is none of its ports",
                    "name one of the container's ports");
            }
        }

        if (container.ReadinessProbe?.HttpGet is { } ready && container.LivenessProbe?.HttpGet is { } alive && ready.Path == alive.Path)
        {
            yield return new(
                "readiness-is-not-liveness",
                place,
                $"readiness and liveness both ask {ready.Path}: a pod that only needs time is killed",
                "ask readiness under a path of its own");
        }

        if (container.Ports.Any(port => port.Name is null) || container.Ports.Count == 0)
        {
            yield return new("named-ports", place, "it has no ports, or one without a name", "name every port of the container");
        }
    }

    private static IEnumerable<PolicyViolation> CheckEnd(string place, PodTemplate pod, Container container)
    {
        if (container.ReadinessProbe is not { } readiness)
        {
            yield break;
        }

        if (DelayOf(container) is not { } seconds)
        {
            yield return new(
                "pre-stop",
                place,
                $"{ReadinessDelay} is not set, and there is no lifecycle.preStop.sleep (how long a preStop.exec takes is not known)",
                $"set one of them to more than {readiness.NoticedAfter.TotalSeconds} s, "
                    + "the readiness probe's period times its failure threshold");
            yield break;
        }

        if (seconds <= readiness.NoticedAfter.TotalSeconds)
        {
            yield return new(
                "pre-stop",
                place,
                $"it drains {seconds} s after SIGTERM, but requests come for "
                    + $"{readiness.NoticedAfter.TotalSeconds} s more: some are lost",
                "raise it above the readiness probe's period times its failure threshold");
        }

        var drain = DrainOf(container);
        if (seconds + drain >= pod.TerminationGracePeriod.TotalSeconds)
        {
            yield return new(
                "grace-period",
                place,
                $"it is killed {pod.TerminationGracePeriod.TotalSeconds} s after SIGTERM, begins to drain after {seconds} s, "
                    + $"and may take {drain} s for that",
                $"raise terminationGracePeriodSeconds, or lower {Drain}");
        }
    }

    /// <summary>
    /// The seconds from the pod's end in the API to the end of its service, by its own setting or the kubelet's wait; null where there is
    /// neither.
    /// </summary>
    private static double? DelayOf(Container container) =>
        double.TryParse(container.LiteralValue(ReadinessDelay), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : container.PreStopSleep?.TotalSeconds;

    /// <summary>The seconds that it may then take: a service without these settings says nothing of it.</summary>
    private static double DrainOf(Container container) =>
        double.TryParse(container.LiteralValue(Drain), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds
        : container.LiteralValue(ReadinessDelay) is null ? 0
        : DefaultDrain;

    private static (string Name, Probe? Probe)[] Probes(Container container) =>
        [("startup", container.StartupProbe), ("readiness", container.ReadinessProbe), ("liveness", container.LivenessProbe)];
}
