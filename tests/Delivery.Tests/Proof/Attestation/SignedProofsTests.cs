using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Attestation;

/// <summary>Proofs that cosign signs and verifies: the real one, with keys of the test's own and without the public log.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class SignedProofsTests(LocalRegistry registry) : IClassFixture<LocalRegistry>, IDisposable
{
    private const string Cosign = "cosign";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _folder = new();

    /// <summary>cosign as it is downloaded, with a home of the test's own.</summary>
    private InterceptingRunner Runner => new(new CommandRunner(new RecordingLog()))
    {
        Before = command => command with
        {
            FileName = command.FileName == Cosign ? TestTools.Find(Cosign)! : command.FileName,
            Environment = new Dictionary<string, string?>(command.Environment) { ["HOME"] = _folder.Path, ["COSIGN_PASSWORD"] = "" },
        },
    };

    public void Dispose() => _folder.Dispose();

    [FactWithTool(LocalRegistry.Tool, Cosign)]
    public async Task A_signed_proof_is_found_elsewhere_and_counts_by_its_key_alone()
    {
        var (key, other) = (await KeyAsync("ours"), await KeyAsync("foreign"));
        using var here = Checkout(key, key);
        using var stranger = Checkout(other, key);
        using var elsewhere = Checkout(null, key);
        var image = await here.PushAsync(registry.Image("signed", "1.0"));

        // What is not signed does not count where a key is set, but a failure does
        using (var unsigned = new ProofRegistry())
        {
            await unsigned.Proofs.AttachAsync(image, ProofRegistry.Proof(6 * Hour), default);
            Assert.Contains("it is not signed", Assert.Single(
                (await elsewhere.Proofs.FindAsync(image, "dev", default)).Refused,
                reason => !reason.StartsWith("cosign", StringComparison.Ordinal)));
        }

        // What somebody else has signed does not count either
        await stranger.Proofs.AttachAsync(image, ProofRegistry.Proof(5 * Hour), default);
        var foreign = await elsewhere.Proofs.FindAsync(image, "dev", default);
        Assert.Null(foreign.Proof);
        Assert.Contains(
            foreign.Refused,
            reason => reason.EndsWith("it is not signed by the required key or identity", StringComparison.Ordinal));

        // Ours does
        await here.Proofs.AttachAsync(image, ProofRegistry.Proof(4 * Hour), default);
        var ours = (await elsewhere.Proofs.FindAsync(image, "dev", default)).Proof;
        Assert.Equal((true, "signed as required"), (ours?.IsVerified, ours?.Voucher));
        Assert.Equal(ProofRegistry.Now - (4 * Hour), ours!.Predicate.Ended);

        // And a failure that nobody has signed is believed
        using (var unsigned = new ProofRegistry())
        {
            await unsigned.Proofs.AttachAsync(image, ProofRegistry.Proof(3 * Hour, failure: "rules/A is not proven"), default);
            Assert.NotNull((await elsewhere.Proofs.FindAsync(image, "dev", default)).Proof?.Predicate.Lack);

            // Who asks for no signature sees that there is one
            await here.Proofs.AttachAsync(image, ProofRegistry.Proof(Hour), default);
            Assert.Equal(
                "signed, but no signature is required", (await unsigned.Proofs.FindAsync(image, "dev", default)).Proof!.Voucher);
        }
    }

    private ProofRegistry Checkout(string? key, string publicKey) => new(
        new SigningSettings(key is null ? null : $"{key}.key", $"{publicKey}.pub", null, null) { UsesTransparencyLog = false }, Runner);

    private async Task<string> KeyAsync(string name)
    {
        Directory.CreateDirectory(_folder[name]);
        await Runner.RunAsync(new Command(Cosign, "generate-key-pair") { WorkingDirectory = _folder[name] });
        return Path.Combine(_folder[name], Cosign);
    }
}
