using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>The Pod Security Standard <i>restricted</i>, and beyond it a read-only root file system and no service-account token.</summary>
internal sealed class PodSecurityRequirement : IManifestRequirement
{
    private static readonly string[] VolumeTypes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        manifests.All<Deployment>().SelectMany(CheckPod)
            .Concat(DeploymentContainers.AllOf(manifests).SelectMany(found =>
                CheckContainer(found.Place, found.Container, found.Deployment.Template)));

    private static IEnumerable<PolicyViolation> CheckPod(Deployment deployment)
    {
        var pod = deployment.Template;
        if (pod.AutomountServiceAccountToken != false)
        {
            yield return new(
                "no-service-account-token",
                $"{deployment}",
                "its pods get a token of the Kubernetes API",
                "set spec.template.spec.automountServiceAccountToken: false");
        }

        if (pod.UsesHostNamespaces)
        {
            yield return new(
                "no-host-namespaces",
                $"{deployment}",
                "its pods share the node's network, processes or IPC",
                "remove hostNetwork, hostPID and hostIPC");
        }

        foreach (var type in pod.VolumeTypes.Except(VolumeTypes))
        {
            yield return new(
                "volume-type",
                $"{deployment}",
                $"it has a volume of type {type}",
                $"use one of {string.Join(", ", VolumeTypes)}");
        }
    }

    private static IEnumerable<PolicyViolation> CheckContainer(string place, Container container, PodTemplate pod)
    {
        var context = container.SecurityContext.Over(pod.SecurityContext);
        if (context.RunAsNonRoot != true || context.RunAsUser is 0)
        {
            yield return new("run-as-non-root", place, "it may run as root", "set runAsNonRoot: true and a runAsUser other than 0");
        }

        if (context.RunAsUser is null)
        {
            yield return new(
                "run-as-user", place, "it does not say which user it runs as", "set a runAsUser other than 0; OpenShift chooses it");
        }

        if (context.ReadOnlyRootFilesystem != true)
        {
            yield return new("read-only-root", place, "it can change its own programs", "set readOnlyRootFilesystem: true");
        }

        if (context.AllowPrivilegeEscalation != false || context.Privileged == true)
        {
            yield return new(
                "no-privilege-escalation",
                place,
                "it may gain rights",
                "set allowPrivilegeEscalation: false and no privileged");
        }

        if (!context.DroppedCapabilities.Contains("ALL") || context.AddedCapabilities.Except(["NET_BIND_SERVICE"]).Any())
        {
            yield return new("no-capabilities", place, "it has Linux capabilities", "set capabilities.drop: [ALL] and add none");
        }

        if (context.SeccompProfile != "RuntimeDefault")
        {
            yield return new(
                "seccomp",
                place,
                $"its seccomp profile is {context.SeccompProfile ?? "not set"}",
                "set seccompProfile.type: RuntimeDefault");
        }

        if (container.Ports.Any(port => port.HostPort is not null))
        {
            yield return new("no-host-port", place, "it takes a port of the node", "remove hostPort");
        }
    }
}
