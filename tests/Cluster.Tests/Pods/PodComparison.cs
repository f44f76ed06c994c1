using System.Text.Json.Nodes;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Cluster.Tests.Pods;

/// <summary>Something with which the lab starts a replica otherwise than a cluster.</summary>
/// <param name="Name">What it is, such as <c>env POD_NAME</c>.</param>
/// <param name="Lab">What the lab has; null for nothing.</param>
/// <param name="Cluster">What the cluster has; null for nothing.</param>
/// <param name="Field">The field of the pod that it is taken from, where it is.</param>
internal sealed record PodDifference(string Name, string? Lab, string? Cluster, string? Field)
{
    /// <summary>Whether docs/lab.md says, where it tells what differs from a pod, that this field does.</summary>
    public bool IsDocumented => Field is not null && Documented.Value.Contains($"`{Field}`", StringComparison.Ordinal);

    private static readonly Lazy<string> Documented = new(() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "lab.md"))
        .Split("What differs from a cluster's pod:")[1].Split("\n## ")[0]);

    public override string ToString() => $"{Name}: {Lab ?? "nothing"} in the lab, {Cluster ?? "nothing"} on the cluster";
}

/// <summary>A replica of the lab beside a pod of a cluster, of the same overlay: environment, arguments, ports, mounts, probes.</summary>
internal static class PodComparison
{
    /// <summary>All that differs.</summary>
    /// <param name="spec">What the lab would start.</param>
    /// <param name="pod">The pod, as kubectl gives it.</param>
    /// <param name="objects">The ConfigMaps and Secrets of its namespace.</param>
    public static IReadOnlyList<PodDifference> Of(ReplicaSpec spec, JsonNode pod, IReadOnlyList<JsonNode> objects)
    {
        var lab = LabPod.Facts(spec, (string)pod["metadata"]!["name"]!).ToDictionary(fact => fact.Name);
        var cluster = new ClusterPod(pod, objects).Facts().ToDictionary(fact => fact.Name);
        return
        [
            .. lab.Keys.Union(cluster.Keys).Order(StringComparer.Ordinal)
                .Select(name => (Name: name, Lab: lab.GetValueOrDefault(name), Cluster: cluster.GetValueOrDefault(name)))
                .Select(fact => new PodDifference(fact.Name, fact.Lab?.Value, fact.Cluster?.Value, fact.Cluster?.Field))
                .Where(fact => fact.Lab != fact.Cluster),
        ];
    }
}
