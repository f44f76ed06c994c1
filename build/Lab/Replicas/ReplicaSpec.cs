using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>What a pod of a Deployment is started with: the part of its template that means something on one computer.</summary>
/// <param name="Container">The one container that the lab runs.</param>
/// <param name="Image">Its image with digest.</param>
/// <param name="Configuration">The ConfigMaps and Secrets that it refers to.</param>
/// <param name="TemplateHash">Changes with everything that makes a running pod out of date.</param>
public sealed record ReplicaSpec(
    Deployment Deployment, Container Container, ImageReference Image, PodConfiguration Configuration, string TemplateHash)
{
    private const int HashLength = 10;

    /// <summary>The port that the service is known by; of several ports the lab leads requests to this one.</summary>
    public int? ServicePort { get; init; }

    /// <summary>Reads it out of rendered manifests.</summary>
    /// <exception cref="DeliveryException">It is more than the lab can run, or its image has no digest.</exception>
    public static ReplicaSpec Of(ManifestSet set, LabSecrets secrets)
    {
        var deployment = set.Only<Deployment>();
        if (deployment.Template is not { Containers: [var container], InitContainers: [] })
        {
            throw new DeliveryException(
                $"{deployment} can't run in the lab",
                $"its pods have {Plural.Of(deployment.Template.Containers.Count, "container")} "
                    + $"and {Plural.Of(deployment.Template.InitContainers.Count, "init container")}; the lab runs pods of one container",
                "deploy it to Kubernetes with --kube-context");
        }

        var image = ImageReference.Parse(container.Image);
        if (image.Digest is null)
        {
            throw new DeliveryException(
                $"{deployment} can't run", $"its image {image} has no digest: it was never deployed", "./build.sh --target=Deploy");
        }

        var configuration = new PodConfiguration(set, deployment.Metadata.Namespace, secrets);
        return new(deployment, container, image, configuration, HashOf(deployment.Template, configuration));
    }

    /// <summary>The container's port that the Service leads to: the service's own, else the first one.</summary>
    /// <exception cref="DeliveryException">It has none.</exception>
    public ContainerPort Port => Container.Ports.FirstOrDefault(port => port.Number == ServicePort) ?? (Container.Ports.Count > 0
        ? Container.Ports[0]
        : throw new DeliveryException(
            $"{Deployment} can't run in the lab", "its container names no port", "name its port in the Deployment"));

    /// <summary>The numbers of all ports that anybody asks on: those that the container declares, and those of probes.</summary>
    public IReadOnlyList<int> PortNumbers =>
    [
        .. Container.Ports.Select(port => port.Number).Append(Port.Number)
            .Concat(new[] { Container.StartupProbe, Container.ReadinessProbe, Container.LivenessProbe }
                .Select(probe => probe?.Port is { } port ? Container.PortNumber(port) : null)
                .OfType<int>())
            .Distinct(),
    ];

    /// <summary>The container's memory limit in bytes; null when it has none.</summary>
    public long? MemoryLimit => Limit("memory") is { } bytes ? (long)bytes : null;

    /// <summary>The container's CPU limit in cores; null when it has none.</summary>
    public double? CpuLimit => Limit("cpu");

    /// <summary>The environment that a pod gets, as the kubelet makes it.</summary>
    /// <exception cref="DeliveryException">A variable comes from where the lab has nothing.</exception>
    public IReadOnlyDictionary<string, string> EnvironmentOf(string pod) => PodEnvironment.Of(this, pod);

    /// <summary>The container's command with its variables in it; empty to keep the image's.</summary>
    public IReadOnlyList<string> CommandOf(IReadOnlyDictionary<string, string> environment) =>
        [.. Container.Command.Select(part => PodEnvironment.Expand(part, environment))];

    /// <summary>The container's arguments with its variables in them; empty to keep the image's.</summary>
    public IReadOnlyList<string> ArgumentsOf(IReadOnlyDictionary<string, string> environment) =>
        [.. Container.Args.Select(part => PodEnvironment.Expand(part, environment))];

    /// <summary>
    /// Two templates that the lab would run alike hash alike: what it does not read does not count. What pods refer to counts with its
    /// values.
    /// </summary>
    private static string HashOf(PodTemplate template, PodConfiguration configuration)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(template));
        foreach (var reference in References(template))
        {
            var values = configuration.ValuesOf(reference) ?? new Dictionary<string, byte[]>();
            foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                hash.AppendData(
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{reference}/{key} {value.Length} ")));
                hash.AppendData(value);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength];
    }

    private static IEnumerable<ConfigurationReference> References(PodTemplate template) =>
    [
        .. template.Containers.SelectMany(container => container.EnvironmentFrom).Select(source => source.Source),
        .. template.Containers.SelectMany(container => container.Environment).Select(
            variable => variable.Key?.Source).OfType<ConfigurationReference>(),
        .. template.Volumes.SelectMany(volume => volume.Files).Select(source => source.Source),
    ];

    private double? Limit(string resource) =>
        Container.Resources.Limits.TryGetValue(resource, out var text) && Quantity.TryParse(text, out var amount) ? amount : null;
}
