using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Proof.Attestation;

namespace GitOpsDemo.Delivery.Proof;

/// <summary>Finds the last deploy to an environment that was proven: by this checkout's word, or by what is attached to images.</summary>
public sealed class LastProof(ProofLedger ledger, AttestedProofs attested)
{
    /// <summary>How many images an environment ran before are asked about.</summary>
    private const int MostImages = 10;

    /// <summary>Finds it; null where none is known.</summary>
    /// <param name="overlays">The overlays that say what ran there; null where they can't be read.</param>
    /// <param name="image">What they call the service's image.</param>
    /// <param name="before">When the run began that asks: what it has proven itself is not meant.</param>
    /// <exception cref="DeliveryException">Neither is known, for the registry or the repository can't be asked.</exception>
    public async Task<ProvenDeploy?> FindAsync(
        string environment, OverlayReader? overlays, string image, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var own = ledger.Find(environment)?.LastProven is { } last && last.At < before ? last : null;
        try
        {
            var found = overlays is null ? null : await AttachedAsync(environment, overlays, image, before, cancellationToken);
            return found?.At > (own?.At ?? DateTimeOffset.MinValue) ? found : own;
        }
        catch (DeliveryException) when (own is not null)
        {
            return own;
        }
    }

    private async Task<ProvenDeploy?> AttachedAsync(
        string environment, OverlayReader overlays, string image, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var images = new List<ImageEntry>();
        await overlays.FindAsync(
            environment,
            image,
            (_, entry) =>
            {
                if (images.TrueForAll(known => known.Digest != entry.Digest))
                {
                    images.Add(entry);
                }

                return images.Count == MostImages;
            },
            cancellationToken);
        foreach (var entry in images)
        {
            if (await attested.LastProvenAsync(ImageReference.Parse($"{entry}"), environment, before, cancellationToken) is { } proven)
            {
                return proven;
            }
        }

        return null;
    }
}
