using System.Text;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images.Signing;

/// <summary>
/// Signs images and verifies signatures with cosign (<see href="https://docs.sigstore.dev/cosign/"/>), by digest, never by tag.
/// </summary>
/// <param name="settings">By what, and whose.</param>
/// <param name="password">The private key's password, from <c>COSIGN_PASSWORD</c>; null when it has none.</param>
/// <param name="credentials">For the registry; cosign's own when null.</param>
/// <param name="log">Says what was signed and verified.</param>
public sealed class ImageSigning(
    SigningSettings settings, string? password, RegistryCredentials? credentials, ICommandRunner runner, IDeliveryLog log)
{
    private const string Cosign = "cosign";
    private const string PasswordVariable = "COSIGN_PASSWORD";

    private string[]? _withoutLog;

    /// <summary>Whether statements about images are signed.</summary>
    public bool Signs => settings.Signs;

    /// <summary>Whether an image has to be signed before it is deployed.</summary>
    public bool Verifies => settings.Verifies;

    public RegistryAccess Access { get; init; } = RegistryAccess.Anonymous;

    /// <summary>Signs an image that was pushed, and every image in it where it is an index, if a key is given.</summary>
    /// <exception cref="DeliveryException">cosign is not installed, or failed.</exception>
    public async Task SignAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (settings.Signs)
        {
            string[] unlogged = await WithoutLogAsync(cancellationToken);
            await RunAsync(
                ["sign", "--yes", "--recursive", "--key", settings.Key!, .. unlogged, .. Registry(image), ByDigest(image)],
                cancellationToken);
            log.Information($"signed {ByDigest(image)}");
        }
    }

    /// <summary>Makes sure that an image is signed, where the settings require it.</summary>
    /// <exception cref="DeliveryException">It is not, or cosign is not installed.</exception>
    public async Task VerifyAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (Verifies)
        {
            await RunAsync(["verify", .. Trust, "--output", "json", .. Registry(image), ByDigest(image)], cancellationToken);
            log.Information($"{ByDigest(image)} is signed as required");
        }
    }

    /// <summary>Attaches a signed statement to an image, as cosign keeps them: an in-toto statement in a DSSE envelope.</summary>
    /// <param name="image">The image, with its digest.</param>
    /// <param name="type">The URI of the predicate's type.</param>
    /// <param name="predicate">The predicate, in JSON.</param>
    /// <exception cref="DeliveryException">cosign is not installed, or failed.</exception>
    public async Task AttestAsync(ImageReference image, string type, byte[] predicate, CancellationToken cancellationToken)
    {
        string[] unlogged = await WithoutLogAsync(cancellationToken);
        await RunAsync(
            [
                "attest", "--yes", "--key", settings.Key!, .. unlogged, "--type", type, "--predicate", "-",
                .. Registry(image), ByDigest(image),
            ],
            cancellationToken,
            Encoding.UTF8.GetString(predicate));
    }

    /// <summary>The statements of a type that are attached to an image and signed as they have to be.</summary>
    /// <exception cref="DeliveryException">cosign is not installed, or did not end.</exception>
    public async Task<SignedStatements> AttestationsAsync(ImageReference image, string type, CancellationToken cancellationToken)
    {
        var found = await RunAsync(
            ["verify-attestation", .. Trust, "--type", type, "--output", "json", .. Registry(image), ByDigest(image)],
            cancellationToken,
            anyExit: true);
        return found.ExitCode == 0
            ? new(found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), null)
            : new([], Untrusted.Shown(found.Error.TrimEnd().Split('\n')[^1]));
    }

    /// <summary>Whose signature counts, and whether it has to be in the transparency log.</summary>
    private string[] Trust =>
    [
        .. settings.PublicKey is { } key
            ? (string[])["--key", key]
            : ["--certificate-identity", settings.Identity!, "--certificate-oidc-issuer", settings.Issuer!],
        .. settings.UsesTransparencyLog ? Array.Empty<string>() : ["--insecure-ignore-tlog=true"],
    ];

    /// <summary>What keeps cosign from the transparency log. From 3 on it needs one flag more, which 2 refuses.</summary>
    private async Task<string[]> WithoutLogAsync(CancellationToken cancellationToken)
    {
        if (settings.UsesTransparencyLog)
        {
            return [];
        }

        return _withoutLog ??= await HasSigningConfigurationAsync(cancellationToken)
            ? ["--use-signing-config=false", "--tlog-upload=false"]
            : ["--tlog-upload=false"];
    }

    private async Task<bool> HasSigningConfigurationAsync(CancellationToken cancellationToken) =>
        (await RunAsync(["sign", "--help"], cancellationToken)).Output.Contains("--use-signing-config", StringComparison.Ordinal);

    private string[] Registry(ImageReference image) => Access.IsPlain(image) ? ["--allow-http-registry"] : [];

    private static string ByDigest(ImageReference image) => image.Digest is { } digest
        ? $"{image.Name}@{digest}"
        : throw new DeliveryException(
            $"{image} can't be signed or verified",
            "it has no digest, and a tag can mean another image tomorrow",
            "name it with its digest");

    private async Task<CommandResult> RunAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null, bool anyExit = false)
    {
        using var configuration = credentials is null ? null : DockerConfiguration.With(credentials);
        var environment = new Dictionary<string, string?> { [PasswordVariable] = password ?? "" };
        if (configuration is not null)
        {
            environment["DOCKER_CONFIG"] = configuration.Folder;
        }

        return await runner.RunAsync(
            new Command(Cosign, arguments)
            {
                StandardInput = input,
                SuccessCodes = anyExit ? null : [0],
                Environment = environment,
                Hint = "install cosign and check whether it takes the key (`cosign public-key`), or leave the --cosign options out",
            },
            cancellationToken);
    }
}

/// <summary>Statements whose signature counts.</summary>
/// <param name="Envelopes">Each in its DSSE envelope, in JSON.</param>
/// <param name="Trouble">Why there is none, in cosign's words; null when there is one.</param>
public sealed record SignedStatements(IReadOnlyList<string> Envelopes, string? Trouble);

/// <summary>
/// By what images are signed, and whose signature counts. All of it may be absent: then nothing is signed and nothing is asked for.
/// </summary>
/// <param name="Key">The private key: a file, or the address of a key management service such as <c>awskms://…</c>.</param>
/// <param name="PublicKey">The public key whose signature counts: a file or such an address.</param>
/// <param name="Identity">The identity whose keyless signature counts, such as the address of a workflow.</param>
/// <param name="Issuer">Who vouches for that identity, such as <c>https://token.actions.githubusercontent.com</c>.</param>
public sealed record SigningSettings(string? Key, string? PublicKey, string? Identity, string? Issuer)
{
    /// <summary>
    /// Whether signatures are entered into the public transparency log, and count only when they are in it. Not for images whose names
    /// nobody outside may read, and not where the log can't be reached.
    /// </summary>
    public bool UsesTransparencyLog { get; init; } = true;

    /// <summary>Whether pushed images are signed.</summary>
    public bool Signs => Key is not null;

    /// <summary>Whether an image has to be signed before it is deployed.</summary>
    public bool Verifies => PublicKey is not null || Identity is not null;
}
