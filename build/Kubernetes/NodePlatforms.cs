using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Kubernetes;

/// <summary>What the nodes of a cluster run (<c>status.nodeInfo</c>), and with it what images have to run on.</summary>
internal sealed class NodePlatforms(IKubectl kubectl, IDeliveryLog log)
{
    private const string Kind = "nodes";

    private static readonly ResourceAccess Listing = new("list", Kind, Namespace: null);

    /// <summary>The platforms of the nodes for which images are made; this computer's own where the nodes may not be seen.</summary>
    /// <exception cref="DeliveryException">No node has a platform that images are made for.</exception>
    public async Task<IReadOnlyList<ImagePlatform>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await kubectl.CanIAsync(Listing, cancellationToken))
        {
            log.Warning(
                $"the user of this context may not {Listing}: the image is made for {ImagePlatform.Here}, as this computer is; "
                    + "--image-platforms says otherwise");
            return [ImagePlatform.Here];
        }

        var nodes = await kubectl.GetAsync(new ObjectQuery(Kind, Namespace: null), cancellationToken);
        HashSet<ImagePlatform> found =
        [
            .. nodes.Select(node => new ImagePlatform(
                node.Text("status", "nodeInfo", "architecture") ?? "", node.Text("status", "nodeInfo", "operatingSystem") ?? "")),
        ];
        var known = string.Join(" and ", ImagePlatform.Known);
        var made = ImagePlatform.Known.Where(found.Contains).ToList();
        if (made.Count == 0)
        {
            throw new DeliveryException(
                "no image can be made for the cluster",
                nodes.Count == 0
                    ? "it has no nodes"
                    : $"its nodes are {Untrusted.Shown(string.Join(", ", found))}, and images are made for {known}",
                "let a node of such a platform join it, or name what it will have with --image-platforms");
        }

        log.Detail($"the nodes are {string.Join(" and ", made)}");
        return made;
    }
}
