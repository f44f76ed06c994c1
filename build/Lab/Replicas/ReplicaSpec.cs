using System.Security.Cryptography;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>What a pod of a Deployment is started with: the part of its template that means something on one computer.</summary>
/// <param name="Deployment">The Deployment.</param>
/// <param name="Container">The one container that the lab runs.</param>
/// <param name="Image">Its image with digest.</param>
/// <param name="TemplateHash">Changes with everything that makes a running pod out of date.</param>
public sealed record ReplicaSpec(Deployment Deployment, Container Container, ImageReference Image, string TemplateHash)
{
    private const int HashLength = 10;

    /// <summary>Reads it out of a Deployment.</summary>
    /// <exception cref="DeliveryException">It is more than the lab can run, or its image has no digest.</exception>
    public static ReplicaSpec Of(Deployment deployment)
    {
        if (deployment.Template is not { Containers: [var container], InitContainers: [] })
        {
            throw new DeliveryException(
                $"{deployment} can't run in the lab",
                $"its pods have {deployment.Template.Containers.Count} containers and {deployment.Template.InitContainers.Count} init containers; the lab runs pods of one container",
                "deploy it to Kubernetes with --kube-context");
        }

        var image = ImageReference.Parse(container.Image);
        if (image.Digest is null)
        {
            throw new DeliveryException($"{deployment} can't run", $"its image {image} has no digest: it was never deployed", "./build.sh --target=Deploy");
        }

        return new(deployment, container, image, HashOf(deployment.Template));
    }

    /// <summary>The container's port that the Service leads to: the first one.</summary>
    /// <exception cref="DeliveryException">It has none.</exception>
    public ContainerPort Port => Container.Ports.Count > 0
        ? Container.Ports[0]
        : throw new DeliveryException($"{Deployment} can't run in the lab", "its container names no port", "name its port in the Deployment");

    /// <summary>The container's memory limit in bytes; null when it has none.</summary>
    public long? MemoryLimit =>
        Container.Resources.Limits.TryGetValue("memory", out var text) && Quantity.TryParse(text, out var bytes) ? (long)bytes : null;

    /// <summary>The environment that a pod gets: literal values, and the pod's own fields.</summary>
    /// <exception cref="DeliveryException">A variable comes from where the lab has nothing.</exception>
    public IReadOnlyDictionary<string, string> EnvironmentOf(string pod) =>
        Container.Environment.GroupBy(variable => variable.Name).ToDictionary(same => same.Key, same => ValueOf(same.Last(), pod));

    /// <summary>Two templates that the lab would run alike hash alike: what it does not read does not count.</summary>
    private static string HashOf(PodTemplate template) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(template)))[..HashLength];

    private string ValueOf(EnvironmentVariable variable, string pod) => variable switch
    {
        { Value: { } value } => value,
        { FieldPath: "metadata.name" } => pod,
        { FieldPath: "metadata.namespace" } => Deployment.Metadata.Namespace ?? "default",
        _ => throw new DeliveryException(
            $"{Deployment} can't run in the lab",
            $"variable {variable.Name} comes from {variable.FieldPath ?? "a Secret or ConfigMap"}, which the lab does not have",
            "give it a value in the overlay, or deploy to Kubernetes with --kube-context"),
    };
}
