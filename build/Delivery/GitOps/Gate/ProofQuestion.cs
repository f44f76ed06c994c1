using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Proof.Attestation;

namespace GitOpsDemo.Delivery.GitOps.Gate;

/// <summary>
/// Whether the image is proven where it runs, and recently: by what is attached to it in the registry, or by this checkout's own report.
/// </summary>
/// <param name="attested">The proofs in the registry.</param>
/// <param name="ledger">What this checkout has proven.</param>
/// <param name="settings">How old a proof may be.</param>
/// <param name="time">The clock by which it has an age.</param>
public sealed class ProofQuestion(AttestedProofs attested, ProofLedger ledger, ProofSettings settings, TimeProvider time) : IGateQuestion
{
    public string Name => "proof";

    public async Task<GateAnswer?> AskAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken)
    {
        var known = await FindAsync(request.From, image.ToString(), cancellationToken);
        var verify = $"run --target=Verify --environment={request.From}";
        if (known.Lack is { } lack)
        {
            return GateAnswer.Unproven(lack, verify);
        }

        var age = time.GetUtcNow() - known.At;
        return age > settings.LongestAge
            ? GateAnswer.Unproven(
                $"{known.Found}, which is {Age(age)} ago and may be {Age(settings.LongestAge)} at most",
                $"{verify}, or allow more with --proof-max-age")
            : new GateAnswer(known.Found) { Evidence = known.Evidence };
    }

    /// <summary>What is known of an image in an environment.</summary>
    /// <param name="image">The image's reference, with its digest.</param>
    public async Task<KnownProof> FindAsync(string environment, string image, CancellationToken cancellationToken)
    {
        var (own, foreign) = Own(environment, ImageReference.DigestIn(image));
        var (search, trouble) = await AttachedAsync(environment, image, cancellationToken);
        var attached = search?.Proof is { } found ? OfRegistry(found) : null;

        var there = trouble
            ?? (search!.Refused.Count > 0 ? $"nothing that is attached to the image counts: {string.Join("; ", search.Refused)}" : null);

        // A family that this checkout has asked alone proves nothing, but one that failed disproves.
        var usable = settings.RequiresAttestation && own?.Lack is null ? null
            : own is { HasFailed: true } or { Lack: null } ? OfCheckout(own, there)
            : null;
        var newest = (attached, usable) switch
        {
            (null, _) => usable,
            (_, null) => attached,
            _ => usable.At > attached.At ? usable : attached,
        };
        return newest ?? KnownProof.None(Reason(environment, own, foreign, there));
    }

    private static KnownProof OfRegistry(FoundProof found)
    {
        var proof = found.Predicate;
        var soaked = proof.Soak is { } soak ? $", soak of {soak.Duration}: {Untrusted.Shown(soak.Summary)}" : "";
        return new KnownProof(proof.Ended, proof.Lack is { } lack ? $"{lack} (attached to the image)" : null)
        {
            Evidence = proof.Lack is null ? proof.Evidence : null,
            Found = proof.Lack is null
                ? $"{proof.Evidence}{soaked}, by build {Untrusted.Shown(proof.ToolVersion)} on {Untrusted.Shown(proof.Platform)}; "
                    + $"attached to the image, {found.Voucher}"
                : "",
        };
    }

    private static KnownProof OfCheckout(EnvironmentRecord own, string? there) => new(own.At, own.Lack)
    {
        Evidence = own.Lack is null ? own.Evidence : null,
        Found = own.Lack is null ? $"{own.Evidence}; by this checkout's own report{(there is null ? "" : $" ({there})")}" : "",
    };

    private static string Reason(string environment, EnvironmentRecord? own, string? foreign, string? there)
    {
        var here = own?.Lack ?? foreign
            ?? (own is null
                ? $"nothing was proven of what runs in {environment}"
                : "only this checkout's own report proves it, and the settings file asks for a proof that is attached to the image");
        return there is null ? here : $"{here}; {there}";
    }

    /// <summary>What this checkout has proven of the digest, or which other one it has.</summary>
    private (EnvironmentRecord? Own, string? Foreign) Own(string environment, string digest) => ledger.Find(environment) switch
    {
        { } found when found.Digest != digest =>
            (null, $"what was proven in {environment} is {found.Digest}, and its overlay has {digest}"),
        var found => (found, null),
    };

    private async Task<(ProofSearch? Search, string? Trouble)> AttachedAsync(
        string environment, string image, CancellationToken cancellationToken)
    {
        try
        {
            return (await attested.FindAsync(ImageReference.Parse(image), environment, cancellationToken), null);
        }
        catch (DeliveryException exception)
        {
            return (null, $"what is attached to the image can't be read: {exception.What}, {exception.Why.TrimEnd('.')}");
        }
    }

    /// <summary>An age as it is shown, such as <c>5.5 h</c>.</summary>
    public static string Age(TimeSpan age) => age.TotalHours >= 1 ? $"{age.TotalHours:0.#} h" : $"{age.TotalMinutes:0} min";
}

/// <summary>What a proof has to be before its image is promoted.</summary>
public sealed record ProofSettings
{
    /// <summary>How old it may be.</summary>
    public TimeSpan LongestAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Whether it has to be attached to the image: this checkout's own report is not enough, and a Deploy that can't attach it fails.
    /// </summary>
    public bool RequiresAttestation { get; init; }
}

/// <summary>What is known of an image in an environment.</summary>
/// <param name="At">When the newest of it was proven, or failed.</param>
/// <param name="Lack">Why it is not proven; null when it is.</param>
public sealed record KnownProof(DateTimeOffset At, string? Lack)
{
    /// <summary>What was proven, in a few words; null when it is not.</summary>
    public string? Evidence { get; init; }

    /// <summary>What was proven, by whom, and who vouches for it.</summary>
    public string Found { get; init; } = "";

    /// <summary>Nothing that counts.</summary>
    internal static KnownProof None(string lack) => new(DateTimeOffset.MinValue, lack);
}
