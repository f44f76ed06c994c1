using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Verification.Targets;

/// <summary>A replica runs, and runs the image that is live.</summary>
internal static class ReplicaCheck
{
    public static CheckResult Of(LiveReplica replica, string image)
    {
        var id = $"replicas/{replica.Pod}";
        var title = $"{replica.Pod} runs the live image";
        var expected = ImageReference.DigestIn(image);
        return replica switch
        {
            { IsRunning: false } => CheckResult.Fail(
                id, title, $"expected to run, {replica.Runtime} has ended", "the replica was killed or has crashed", "./build.sh --target=Deploy replaces it"),
            _ when ImageReference.DigestIn(replica.Image) != expected => CheckResult.Fail(
                id, title, $"expected {expected}, {replica.Runtime} runs {ImageReference.DigestIn(replica.Image)}",
                "it was not replaced when the image was", "./build.sh --target=Deploy replaces it"),
            _ => CheckResult.Pass(id, title, $"{replica.Runtime}, {replica.Image}"),
        };
    }
}
