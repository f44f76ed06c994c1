using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>Images that are the same today and tomorrow.</summary>
internal sealed partial class ImageRequirement(bool requireDigest) : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        DeploymentContainers.AllOf(manifests).SelectMany(found => CheckImage(found.Place, found.Container));

    private IEnumerable<PolicyViolation> CheckImage(string place, Container container)
    {
        if (requireDigest && !Digest().IsMatch(container.Image))
        {
            yield return new(
                "image-by-digest",
                place,
                $"its image {container.Image} is not named by its digest",
                "let BumpImage write the tag and the digest");
        }

        if (!TagOrDigest().IsMatch(container.Image) || container.Image.EndsWith(":latest", StringComparison.Ordinal))
        {
            yield return new("image-tag", place, $"its image {container.Image} is another one tomorrow", "name a version, never latest");
        }
    }

    [GeneratedRegex("@sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();

    [GeneratedRegex("(:[^/:@]+|@sha256:[0-9a-f]{64})$")]
    private static partial Regex TagOrDigest();
}
