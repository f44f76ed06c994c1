using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Attestation;

/// <summary>What a checkout has of a registry's proofs, each in a folder of its own: two of them share nothing but the registry.</summary>
internal sealed class ProofRegistry : IDisposable
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly TemporaryFolder _folder = new();

    /// <param name="signing">Who signs, and whose signature counts; nobody by default.</param>
    /// <param name="runner">Runs cosign.</param>
    /// <param name="idle">How long the registry may be silent: long by default, for a busy computer is no fault.</param>
    public ProofRegistry(SigningSettings? signing = null, ICommandRunner? runner = null, TimeSpan? idle = null)
    {
        Client = new RegistryClient(
            Log,
            TimeProvider.System,
            limits: RegistryLimits.ForSmallThings with { Idle = idle ?? RegistryLimits.ForSmallThings.Idle, Retries = 0 });
        Proofs = new AttestedProofs(
            Client,
            new Referrers(Client, _folder["attached"]),
            new ImageSigning(signing ?? new(null, null, null, null), "", null, runner ?? new CommandRunner(Log), Log),
            TimeProvider.System);
    }

    public RecordingLog Log { get; } = new();

    public RegistryClient Client { get; }

    public AttestedProofs Proofs { get; }

    public ProofLedger Ledger => new(_folder["environments"]);

    /// <summary>Pushes a small image.</summary>
    public async Task<ImageReference> PushAsync(ImageReference image)
    {
        var configuration = OciJson.Write(
            new ImageConfiguration("amd64", "linux", new RootFileSystem("layers", [])) { Created = $"{Guid.NewGuid()}" });
        var file = _folder.Write("configuration.json", System.Text.Encoding.UTF8.GetString(configuration));
        var blob = new Descriptor(MediaTypes.Configuration, ImageDigest.Of(configuration), configuration.Length);
        await Client.PushBlobAsync(image, blob, file);
        var manifest = OciJson.Write(new ImageManifest(2, blob, []) { MediaType = MediaTypes.Manifest });
        return image.AtDigest(await Client.PushManifestAsync(image, MediaTypes.Manifest, manifest));
    }

    /// <summary>A proof of all families.</summary>
    /// <param name="ago">How long ago it was made.</param>
    /// <param name="environment">Where.</param>
    /// <param name="failure">Why the alerts are not proven.</param>
    public static ProofPredicate Proof(TimeSpan ago, string environment = "dev", string? failure = null) => new(
        environment,
        "the lab",
        Now - ago,
        Now - ago,
        "1.2.3",
        Enum.GetValues<ProofFamily>().ToDictionary(
            family => family,
            family => new ProofOutcome(2, Now - ago) { Failure = family == ProofFamily.Alerts ? failure : null }),
        [AttestedCheck.Of(CheckResult.Pass("rules/A", "loaded", "health ok, password=s3cret"))]);

    public void Dispose()
    {
        Client.Dispose();
        _folder.Dispose();
    }
}
