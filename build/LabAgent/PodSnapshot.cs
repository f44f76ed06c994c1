using System.Security.Cryptography;
using System.Text;
using GitOpsDemo.Delivery.Lab.Agent;

namespace GitOpsDemo.LabAgent;

/// <summary>A pod at one moment, so that all series of a scrape agree.</summary>
internal sealed class PodSnapshot(Pod pod)
{
    /// <summary>What the lab says of it.</summary>
    public AgentPod Description { get; } = pod.Description;

    /// <summary>What is seen of it.</summary>
    public PodReport Seen { get; } = pod.Report();

    /// <summary>As a cluster gives one to every pod; the same as long as the pod has its name.</summary>
    public string Uid { get; } = UidOf($"{pod.Description.Namespace}/{pod.Description.Name}");

    /// <summary>A pod whose process ended has failed: the lab does not restart it.</summary>
    public string Phase => Seen.IsRunning ? "Running" : "Failed";

    private static string UidOf(string name) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)).ToString();
}
