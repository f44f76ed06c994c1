using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery;

/// <summary>What runs in an environment.</summary>
/// <param name="Environment">Its name.</param>
/// <param name="Namespace">The namespace of its objects.</param>
/// <param name="Commit">The commit of the GitOps repository that was deployed.</param>
/// <param name="Image">The image with its digest.</param>
/// <param name="Url">Where the service answers.</param>
/// <param name="Replicas">The pods that run.</param>
/// <param name="Manifests">The rendered manifests that are live.</param>
public sealed record LiveEnvironment(
    string Environment, string Namespace, string Commit, string Image, Uri Url, IReadOnlyList<LiveReplica> Replicas, string Manifests)
{
    /// <summary>Whether the image runs as a canary, beside the version before.</summary>
    [JsonIgnore]
    public bool IsCanary => Replicas.Any(replica => replica.IsOfStable);

    /// <summary>The pods of the newest version.</summary>
    [JsonIgnore]
    public IEnumerable<LiveReplica> Newest => Replicas.Where(replica => !replica.IsOfStable);
}

/// <summary>One pod of the service.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Image">The image with its digest that it runs.</param>
/// <param name="IsRunning">Whether it runs at this moment.</param>
/// <param name="Runtime">What it is on this platform, such as <c>process 4711</c> or a node's name.</param>
public sealed record LiveReplica(string Pod, string Image, bool IsRunning, string Runtime)
{
    /// <summary>Whether it is of the version before, which serves beside a canary that waits for a decision.</summary>
    public bool IsOfStable { get; init; }
}
