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
/// <param name="runner">Runs cosign.</param>
/// <param name="log">Says what was signed and verified.</param>
public sealed class ImageSigning(
    SigningSettings settings, string? password, RegistryCredentials? credentials, ICommandRunner runner, IDeliveryLog log)
{
    private const string Cosign = "cosign";
    private const string PasswordVariable = "COSIGN_PASSWORD";

    /// <summary>Whether an image has to be signed before it is deployed.</summary>
    public bool Verifies => settings.Verifies;

    /// <summary>How registries are reached.</summary>
    public RegistryAccess Access { get; init; } = RegistryAccess.Anonymous;

    /// <summary>Signs an image that was pushed, and every image in it where it is an index, if a key is given.</summary>
    /// <exception cref="DeliveryException">cosign is not installed, or failed.</exception>
    public async Task SignAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (settings.Signs)
        {
            await RunAsync(
                ["sign", "--yes", "--recursive", "--key", settings.Key!, .. Registry(image), ByDigest(image)], cancellationToken);
            log.Information($"signed {ByDigest(image)}");
        }
    }

    /// <summary>Makes sure that an image is signed as it has to be, where that is said.</summary>
    /// <exception cref="DeliveryException">It is not, or cosign is not installed.</exception>
    public async Task VerifyAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (Verifies)
        {
            string[] trust = settings.PublicKey is { } key
                ? ["--key", key]
                : ["--certificate-identity", settings.Identity!, "--certificate-oidc-issuer", settings.Issuer!];
            await RunAsync(["verify", .. trust, "--output", "json", .. Registry(image), ByDigest(image)], cancellationToken);
            log.Information($"the signature of {ByDigest(image)} is the one that counts");
        }
    }

    private string[] Registry(ImageReference image) => Access.IsPlain(image) ? ["--allow-http-registry"] : [];

    private static string ByDigest(ImageReference image) => image.Digest is { } digest
        ? $"{image.Name}@{digest}"
        : throw new DeliveryException(
            $"{image} can't be signed or verified",
            "it has no digest, and a tag can mean another image tomorrow",
            "name it with its digest");

    private async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var configuration = credentials is null ? null : DockerConfiguration.With(credentials);
        var environment = new Dictionary<string, string?> { [PasswordVariable] = password ?? "" };
        if (configuration is not null)
        {
            environment["DOCKER_CONFIG"] = configuration.Folder;
        }

        await runner.RunAsync(
            new Command(Cosign, arguments)
            {
                Environment = environment,
                Hint = "install cosign and look whether it takes the key (`cosign public-key`), or leave the --cosign options out",
            },
            cancellationToken);
    }
}

/// <summary>
/// By what images are signed, and whose signature counts. All of it may be absent: then nothing is signed and nothing is asked for.
/// </summary>
/// <param name="Key">The private key: a file, or the address of a key management service such as <c>awskms://…</c>.</param>
/// <param name="PublicKey">The public key whose signature counts: a file or such an address.</param>
/// <param name="Identity">The identity whose keyless signature counts, such as the address of a workflow.</param>
/// <param name="Issuer">Who vouches for that identity, such as <c>https://token.actions.githubusercontent.com</c>.</param>
public sealed record SigningSettings(string? Key, string? PublicKey, string? Identity, string? Issuer)
{
    /// <summary>Whether pushed images are signed.</summary>
    public bool Signs => Key is not null;

    /// <summary>Whether an image has to be signed before it is deployed.</summary>
    public bool Verifies => PublicKey is not null || Identity is not null;
}
