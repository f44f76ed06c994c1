using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>
/// Records the results of the families, for the image that runs: in this checkout, and attached to the image once this run has proven all
/// of them, or when one has failed.
/// </summary>
public sealed class ProofRecorder(
    IPlatform platform, ProofLedger ledger, AttestedProofs attested, ImageTransfer images, ICommandRunner runner, TimeProvider time)
{
    private static readonly int Families = Enum.GetValues<ProofFamily>().Length;

    private readonly Dictionary<(string Environment, string Image), RunProof> _runs = [];

    /// <summary>
    /// Records the result of a family. Where no pod can be asked what it runs, nothing is known of an image. A smoke check may have the
    /// right to ask Prometheus alone: that changes nothing of what it found.
    /// </summary>
    /// <param name="proven">What was asked, and how it came out.</param>
    /// <exception cref="DeliveryException">It can't be attached to the image, and the settings file asks for that.</exception>
    internal async Task RecordAsync(BuildContext context, string environment, ProvenFamily proven)
    {
        LiveEnvironment? live;
        try
        {
            live = await platform.LiveAsync(environment, context.CancellationToken);
            if (live is not { Replicas.Count: > 0 })
            {
                return;
            }

            if (live.IsCanary && proven.Failure is null)
            {
                context.DeliveryLog.Detail($"Verify{proven.Family} is not recorded yet: what runs is a canary");
                return;
            }

            ledger.Record(environment, ImageReference.DigestIn(live.Image), proven.Family, OutcomeOf(context, proven));
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Warning($"this proof does not count for Promote: {exception.Message}");
            return;
        }

        var key = (environment, live.Image);
        var before = _runs.GetValueOrDefault(key, RunProof.At(proven.Begun));
        var run = _runs[key] = before.With(proven.Family, OutcomeOf(context, proven), proven.Checks);

        // What one moment proves does not outweigh a soak that failed: only another soak does.
        var failedSoak = ledger.Find(environment) is { Soak.Failure: not null };
        if (proven.Failure is not null || (run.Outcomes.Count == Families && !failedSoak))
        {
            await AttachAsync(context, live, run);
        }
    }

    /// <summary>Records the result of a soak. Where no pod can be asked what it runs, nothing is known of an image.</summary>
    /// <param name="live">What was soaked.</param>
    /// <param name="begun">When.</param>
    /// <param name="soak">How it came out.</param>
    /// <exception cref="DeliveryException">It can't be attached to the image, and the settings file asks for that.</exception>
    internal async Task RecordSoakAsync(BuildContext context, LiveEnvironment live, DateTimeOffset begun, SoakResult soak)
    {
        if (live.Replicas.Count == 0)
        {
            return;
        }

        ledger.RecordSoak(
            live.Environment,
            ImageReference.DigestIn(live.Image),
            new(soak.IsPassed ? 1 : 0, time.GetUtcNow()) { Failure = soak.IsPassed ? null : soak.Summary });
        var key = (live.Environment, live.Image);
        var run = _runs[key] = _runs.GetValueOrDefault(key, RunProof.At(begun)) with { Soak = soak };
        if (!soak.IsPassed || run.Outcomes.Count == Families)
        {
            await AttachAsync(context, live, run);
        }
    }

    private async Task AttachAsync(BuildContext context, LiveEnvironment live, RunProof run)
    {
        var lack = run.Soak is { IsPassed: false }
            ? run.Soak.Summary
            : new EnvironmentRecord(ImageReference.DigestIn(live.Image), run.Outcomes).Lack;
        var word = lack is null ? "proof" : "failed proof";
        var charts = await ChartsAsync(context);

        // With a soak to come it is not whole yet.
        if (lack is null && (context.Options.Soak is null || run.Soak is not null))
        {
            ledger.RecordProven(
                live.Environment,
                ImageReference.DigestIn(live.Image),
                new(live.Image, live.Commit, time.GetUtcNow()) { Charts = charts ?? new Dictionary<string, string>() });
        }

        try
        {
            var image = ImageReference.Parse(live.Image);
            var proof = new ProofPredicate(
                live.Environment,
                platform.Name,
                run.Begun,
                time.GetUtcNow(),
                await ToolVersionAsync(context),
                run.Outcomes,
                [.. run.Checks.Select(AttestedCheck.Of)])
            {
                SourceCommit = await images.SourceCommitAsync(image, context.CancellationToken),
                GitOpsCommit = live.Commit,
                Charts = charts,
                Soak = run.Soak,
            };
            var isNew = await attested.AttachAsync(image, proof, context.CancellationToken);
            var voucher = attested.Signs ? "signed" : "not signed: whoever may write to the registry vouches for it";
            context.DeliveryLog.Information(isNew
                ? $"the {word} is attached to {image.Name}@{image.Digest}, {voucher}"
                : $"a {word} less than an hour old is attached already");
        }
        catch (DeliveryException exception) when (lack is null && context.Options.Settings.Promotion.RequiresAttestation)
        {
            throw new DeliveryException(
                "the proof is not attached to the image",
                $"{exception.What}, {exception.Why}",
                $"{exception.Next}; or leave promotion.requireAttestation out of the settings file",
                exception);
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Warning(
                $"the {word} is not attached to the image, so that only this checkout knows of it: {exception.Message}");
        }
    }

    /// <summary>The version of this build, which proofs name.</summary>
    private async Task<string> ToolVersionAsync(BuildContext context) =>
        (await new VersionFromGit(context.Paths.Home, runner).ReadAsync(context.CancellationToken)).Text;

    /// <summary>A smoke check may have no right to ask for them, which says nothing of what it has proven.</summary>
    private async Task<IReadOnlyDictionary<string, string>?> ChartsAsync(BuildContext context)
    {
        try
        {
            return await platform.ChartsAsync(context.CancellationToken);
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Detail($"which charts are installed is not known: {exception.Message}");
            return null;
        }
    }

    private ProofOutcome OutcomeOf(BuildContext context, ProvenFamily proven) => new(proven.Passed, time.GetUtcNow())
    {
        Failure = proven.Failure,
        TurnedOff = proven.Passed == 0 ? ReasonForNone(context.Options.Settings.Policy, proven.Family) : null,
    };

    private static string? ReasonForNone(PolicySettings policy, ProofFamily family) => family switch
    {
        ProofFamily.Alerts => policy.ReasonOff(PolicySettings.Alerts),
        ProofFamily.Dashboards => policy.ReasonOff(PolicySettings.Dashboards),
        ProofFamily.Logs => policy.ReasonOff(PolicySettings.LogLine),
        _ => null,
    };

    /// <summary>What this run has found so far of an image in an environment.</summary>
    private sealed record RunProof(
        DateTimeOffset Begun, IReadOnlyDictionary<ProofFamily, ProofOutcome> Outcomes, IReadOnlyList<CheckResult> Checks)
    {
        public SoakResult? Soak { get; init; }

        public static RunProof At(DateTimeOffset begun) => new(begun, new Dictionary<ProofFamily, ProofOutcome>(), []);

        public RunProof With(ProofFamily family, ProofOutcome outcome, IReadOnlyList<CheckResult> checks) => this with
        {
            Outcomes = new Dictionary<ProofFamily, ProofOutcome>(Outcomes) { [family] = outcome },
            Checks = [.. Checks, .. checks],
        };
    }
}

/// <summary>A family that was asked.</summary>
/// <param name="Begun">When it was begun.</param>
/// <param name="Failure">Why it is not proven; null when it is.</param>
internal sealed record ProvenFamily(ProofFamily Family, DateTimeOffset Begun, IReadOnlyList<CheckResult> Checks, string? Failure)
{
    /// <summary>How many checks passed.</summary>
    public int Passed => Checks.Count(check => check.Verdict == Verdict.Pass);
}
