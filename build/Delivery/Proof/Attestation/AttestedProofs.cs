using System.Globalization;
using System.Text;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Delivery.Proof.Attestation;

/// <summary>
/// The proofs that are attached to images in their registry: another checkout, or a runner of CI, finds there what was proven, and whether
/// it was disproven since.
/// </summary>
/// <param name="registry">Asks the registry.</param>
/// <param name="referrers">Attaches and lists what is not signed.</param>
/// <param name="signing">Signs, and knows whose signature counts.</param>
/// <param name="time">A proof from the future counts for nothing.</param>
public sealed class AttestedProofs(RegistryClient registry, Referrers referrers, ImageSigning signing, TimeProvider time)
{
    private const string StatementMedia = "application/vnd.in-toto+json";
    private const string EnvelopeMedia = "application/vnd.dsse.envelope.v1+json";
    private const string BundleMedia = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    private const string EnvironmentAnnotation = "local.gitops-demo.environment";

    /// <summary>How many attached documents are read at most in search of a proof, the newest first.</summary>
    private const int MostRead = 100;

    /// <summary>A clock may be this far ahead of this one.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The same again within this time is not attached: a smoke check every minute would fill the registry.</summary>
    private static readonly TimeSpan Repetition = TimeSpan.FromHours(1);

    public bool Signs => signing.Signs;

    /// <summary>Attaches a proof, or a failed one: a later search must not find an older one that passed.</summary>
    /// <returns>Whether it was attached; not where the newest says the same and is less than an hour old.</returns>
    /// <exception cref="DeliveryException">The registry, or cosign, refused.</exception>
    public async Task<bool> AttachAsync(ImageReference image, ProofPredicate proof, CancellationToken cancellationToken)
    {
        var newest = (await SearchAsync(image, proof.Environment, null, isWanted: _ => true, cancellationToken)).Proof;
        if (newest is not null && proof.Soak is null && newest.IsSigned == signing.Signs
            && (newest.Predicate.Lack is null) == (proof.Lack is null) && proof.Ended - newest.Predicate.Ended < Repetition)
        {
            return false;
        }

        var statement = ProofStatement.Of(image, proof);
        if (signing.Signs)
        {
            await signing.AttestAsync(image, ProofStatement.ProofType, statement.PredicateToJson(), cancellationToken);
        }
        else
        {
            await referrers.AttachAsync(image, StatementMedia, statement.ToJson(), cancellationToken, new Dictionary<string, string>
            {
                ["in-toto.io/predicate-type"] = ProofStatement.ProofType,
                [CreatedAnnotation] = OciJson.Time(proof.Ended),
                [EnvironmentAnnotation] = proof.Environment,
                ["local.gitops-demo.result"] = proof.Lack is null ? "passed" : "failed",
            });
        }

        return true;
    }

    /// <summary>
    /// The newest proof of an image in an environment that counts. Where a signature is asked for, one without it counts only when it has
    /// failed: whoever says that something is wrong is believed.
    /// </summary>
    /// <exception cref="DeliveryException">The registry can't be asked.</exception>
    public Task<ProofSearch> FindAsync(ImageReference image, string environment, CancellationToken cancellationToken) =>
        FindAsync(image, environment, isWanted: _ => true, cancellationToken);

    /// <summary>The newest proof of an image in an environment that passed before a moment, and counts; null when none did.</summary>
    /// <exception cref="DeliveryException">The registry can't be asked.</exception>
    public async Task<ProvenDeploy?> LastProvenAsync(
        ImageReference image, string environment, DateTimeOffset before, CancellationToken cancellationToken) =>
        (await FindAsync(image, environment, isWanted: each => each.Lack is null && each.Ended < before, cancellationToken))
            .Proof?.Predicate is { } proof
            ? new($"{image}", proof.GitOpsCommit ?? "unknown", proof.Ended)
            {
                SourceCommit = proof.SourceCommit,
                Charts = proof.Charts ?? new Dictionary<string, string>(),
            }
            : null;

    private async Task<ProofSearch> FindAsync(
        ImageReference image, string environment, Func<ProofPredicate, bool> isWanted, CancellationToken cancellationToken)
    {
        if (!signing.Verifies)
        {
            return await SearchAsync(image, environment, null, isWanted, cancellationToken);
        }

        var signed = await signing.AttestationsAsync(image, ProofStatement.ProofType, cancellationToken);
        var payloads = signed.Envelopes.Select(envelope => ProofStatement.PayloadOf(Encoding.UTF8.GetBytes(envelope)));
        var found = await SearchAsync(image, environment, [.. payloads], isWanted, cancellationToken);
        return signed.Trouble is { } trouble && found.Refused.Count > 0
            ? found with { Refused = [.. found.Refused, $"cosign: {trouble}"] }
            : found;
    }

    /// <param name="verified">The payloads whose signature counts; null where nobody's is asked for.</param>
    /// <param name="isWanted">Which proofs are looked for.</param>
    private async Task<ProofSearch> SearchAsync(
        ImageReference image,
        string environment,
        HashSet<string>? verified,
        Func<ProofPredicate, bool> isWanted,
        CancellationToken cancellationToken)
    {
        var digest = image.Digest!;
        var refused = new List<string>();
        FoundProof? newest = null;
        foreach (var candidates in await CandidatesAsync(image, digest, environment, cancellationToken))
        {
            var counting = await NewestAsync(candidates);
            newest = newest is null || counting?.Predicate.Ended > newest.Predicate.Ended ? counting : newest;
        }

        return new ProofSearch(newest, refused);

        async Task<FoundProof?> NewestAsync(CandidateList candidates)
        {
            FoundProof? best = null;
            foreach (var candidate in candidates.Candidates.Take(MostRead).TakeWhile(_ => best is null || !candidates.IsOrdered))
            {
                try
                {
                    if (await candidate.ReadAsync() is not { } found
                        || found.Statement.Predicate.Environment != environment
                        || !isWanted(found.Statement.Predicate))
                    {
                        continue;
                    }

                    if (Objection(found, image, verified) is { } objection)
                    {
                        refused.Add($"{candidate.Name}: {objection}");
                    }
                    else if (best is null || found.Statement.Predicate.Ended > best.Predicate.Ended)
                    {
                        best = new(found.Statement.Predicate, found.Payload is not null, IsVerified(found, verified));
                    }
                }
                catch (DeliveryException exception) when (exception.InnerException is not TransientHttpException)
                {
                    refused.Add($"{candidate.Name}: {exception.What}, {exception.Why}");
                }
            }

            return best;
        }
    }

    /// <summary>Why it does not count. A failure counts whoever tells of it, and whenever: a wrong clock must not hide it.</summary>
    private string? Objection(Attached found, ImageReference image, HashSet<string>? verified)
    {
        var (proof, now) = (found.Statement.Predicate, time.GetUtcNow());
        return found.Statement.WhyNotAbout(image) is { } why ? why
            : proof.Lack is not null ? null
            : proof.Ended > now + Skew ? $"it is from the future ({Shown(proof.Ended)} UTC, and this computer has {Shown(now)})"
            : verified is null || IsVerified(found, verified) ? null
            : found.Payload is null ? "it is not signed"
            : "it is not signed by the required key or identity";
    }

    private static string Shown(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static bool IsVerified(Attached found, HashSet<string>? verified) =>
        found.Payload is { } payload && verified?.Contains(payload) == true;

    /// <summary>
    /// What may be a proof: what says when it was made, the newest first; what cosign 3 has put into a list in the order of digests,
    /// without saying when; and what cosign 2 has appended to a manifest of its own.
    /// </summary>
    private async Task<IReadOnlyList<CandidateList>> CandidatesAsync(
        ImageReference image, ImageDigest digest, string environment, CancellationToken cancellationToken)
    {
        var attached = await referrers.ListAsync(image, digest, cancellationToken);
        List<Descriptor> listed = [.. attached.Where(entry => MayBeProof(entry, environment))];
        var tagged = image.AtTag($"{Referrers.TagOf(digest)}.att");
        IReadOnlyList<Descriptor> layers = await registry.ResolveAsync(tagged, cancellationToken) is null
            ? []
            : ImageManifest.Parse((await registry.GetManifestAsync(tagged, cancellationToken)).Content).Layers;
        var dated = listed.Where(entry => Created(entry) is not null).OrderByDescending(Created, StringComparer.Ordinal);
        List<Descriptor> undated = [.. listed.Where(entry => Created(entry) is null)];
        var envelopes = layers.Where(layer => layer.MediaType == EnvelopeMedia && IsOfProof(layer.Annotations, "predicateType")).Reverse();
        return undated.Count > MostRead
            ? throw new DeliveryException(
                $"the proofs of {image} can't be told apart",
                $"{undated.Count} statements without a date are attached to it, and at most {MostRead} are read",
                "remove old ones from the registry")
            : [
                new(dated.Select(Referrer), IsOrdered: true),
                new(undated.Select(Referrer), IsOrdered: false),
                new(envelopes.Select(Envelope), IsOrdered: true),
            ];

        Candidate Envelope(Descriptor layer) =>
            new($"{layer.Digest}", async () => Enveloped(await registry.GetDocumentAsync(image, layer, cancellationToken)));

        Candidate Referrer(Descriptor entry) => new($"{entry.Digest}", () => ReferrerAsync(image, entry, cancellationToken));
    }

    private async Task<Attached?> ReferrerAsync(ImageReference image, Descriptor descriptor, CancellationToken cancellationToken)
    {
        var repository = ImageReference.Create(image.Registry, image.Repository).AtDigest(descriptor.Digest);
        var manifest = ImageManifest.Parse((await registry.GetManifestAsync(repository, cancellationToken)).Content);
        return manifest switch
        {
            { Layers: [{ MediaType: BundleMedia } bundle] } when IsOfProof(manifest.Annotations, "dev.sigstore.bundle.predicateType") =>
                Enveloped(await registry.GetDocumentAsync(image, bundle, cancellationToken)),
            { Layers: [{ MediaType: StatementMedia } statement] } when IsOfProof(manifest.Annotations, "in-toto.io/predicate-type") =>
                new Attached(ProofStatement.Parse(await registry.GetDocumentAsync(image, statement, cancellationToken)), null),
            _ => null,
        };
    }

    /// <summary>cosign's own lists call what they have an empty artifact, or nothing.</summary>
    private static bool MayBeProof(Descriptor entry, string environment) =>
        entry.ArtifactType is null or "" or MediaTypes.Empty or StatementMedia or BundleMedia
        && (entry.Annotations?.GetValueOrDefault(EnvironmentAnnotation) ?? environment) == environment;

    private static string? Created(Descriptor entry) => entry.Annotations?.GetValueOrDefault(CreatedAnnotation);

    private static bool IsOfProof(IReadOnlyDictionary<string, string>? annotations, string key) =>
        annotations?.GetValueOrDefault(key) == ProofStatement.ProofType;

    private static Attached Enveloped(byte[] envelope)
    {
        var payload = ProofStatement.PayloadOf(envelope);
        return new Attached(ProofStatement.InPayload(payload), payload);
    }

    /// <param name="Candidates">What may be a proof.</param>
    /// <param name="IsOrdered">Whether the newest is the first.</param>
    private sealed record CandidateList(IEnumerable<Candidate> Candidates, bool IsOrdered);

    private sealed record Candidate(string Name, Func<Task<Attached?>> ReadAsync);

    /// <param name="Statement">What it says.</param>
    /// <param name="Payload">The statement as it was signed, in base64; null when it is not signed.</param>
    private sealed record Attached(ProofStatement Statement, string? Payload);
}

/// <summary>What was found attached to an image.</summary>
/// <param name="Proof">The newest proof that counts; null when none does.</param>
/// <param name="Refused">Why others don't count.</param>
public sealed record ProofSearch(FoundProof? Proof, IReadOnlyList<string> Refused);

/// <summary>A proof that is attached to an image.</summary>
/// <param name="Predicate">What it says.</param>
/// <param name="IsSigned">Whether somebody has signed it.</param>
/// <param name="IsVerified">Whether that is the signature that counts.</param>
public sealed record FoundProof(ProofPredicate Predicate, bool IsSigned, bool IsVerified)
{
    /// <summary>Who vouches for it.</summary>
    public string Voucher => IsVerified ? "signed as required"
        : IsSigned ? "signed, but no signature is required"
        : "not signed: whoever may write to the registry vouches for it";
}
