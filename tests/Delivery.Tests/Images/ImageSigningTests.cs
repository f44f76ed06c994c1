using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>What cosign is asked for; what it answers is its own.</summary>
public sealed class ImageSigningTests
{
    private static readonly ImageDigest Digest = ImageDigest.Of("x"u8);
    private static readonly ImageReference Remote = ImageReference.Create("ghcr.io", "group/demo", "1.0").AtDigest(Digest);
    private static readonly ImageReference Local = ImageReference.Create("localhost:5000", "demo", "1.0").AtDigest(Digest);

    private readonly FakeCosign _cosign = new();
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task Without_a_key_nothing_is_signed_and_nothing_asked_for()
    {
        var signing = Signing(new(null, null, null, null));

        await signing.SignAsync(Remote, default);
        await signing.VerifyAsync(Remote, default);

        Assert.Empty(_cosign.Commands);
    }

    [Fact]
    public async Task An_image_is_signed_by_its_digest_with_all_that_an_index_lists_and_the_password_is_no_argument()
    {
        await Signing(new("cosign.key", null, null, null), password: "secret").SignAsync(Remote, default);

        var command = Assert.Single(_cosign.Commands);
        Assert.Equal(["sign", "--yes", "--recursive", "--key", "cosign.key", $"ghcr.io/group/demo@{Digest}"], command.Arguments);
        Assert.Equal("secret", command.Environment["COSIGN_PASSWORD"]);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_a_registry_on_this_computer_is_spoken_to_without_TLS()
    {
        await Signing(new("cosign.key", null, null, null)).SignAsync(Local, default);

        Assert.Contains("--allow-http-registry", Assert.Single(_cosign.Commands).Arguments);
    }

    [Fact]
    public async Task A_signature_counts_by_a_key_or_by_an_identity_and_its_issuer()
    {
        await Signing(new(null, "cosign.pub", null, null)).VerifyAsync(Remote, default);
        await Signing(
            new(null, null, "https://git.example.com/w.yml@refs/heads/main", "https://issuer.example.com")).VerifyAsync(Remote, default);

        Assert.Equal(
            [
                $"verify --key cosign.pub --output json ghcr.io/group/demo@{Digest}",
                "verify --certificate-identity https://git.example.com/w.yml@refs/heads/main "
                    + $"--certificate-oidc-issuer https://issuer.example.com --output json ghcr.io/group/demo@{Digest}",
            ],
            _cosign.Commands.Select(command => string.Join(' ', command.Arguments)));
    }

    [Fact]
    public async Task Credentials_of_the_registry_come_in_a_file_that_only_this_user_reads_and_that_does_not_stay()
    {
        var signing = new ImageSigning(
            new("cosign.key", null, null, null), null, new RegistryCredentials("ghcr.io", "me", "secret"), _cosign, _log);

        await signing.SignAsync(Remote, default);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, _cosign.ModeOfConfiguration);
        Assert.False(Directory.Exists(_cosign.Commands[0].Environment["DOCKER_CONFIG"]));
    }

    [Theory]
    [InlineData("--tlog-upload", "--tlog-upload=false")]
    [InlineData("--use-signing-config", "--use-signing-config=false --tlog-upload=false")]
    public async Task Without_the_transparency_log_each_version_of_cosign_gets_the_flags_that_it_takes(string help, string flags)
    {
        _cosign.Output = help;
        var signing = Signing(new("cosign.key", "cosign.pub", null, null) { UsesTransparencyLog = false });

        await signing.SignAsync(Remote, default);
        await signing.AttestAsync(Remote, "https://example.com/t", "{}"u8.ToArray(), default);
        await signing.VerifyAsync(Remote, default);

        Assert.Equal(
            [
                "sign --help",
                $"sign --yes --recursive --key cosign.key {flags} ghcr.io/group/demo@{Digest}",
                $"attest --yes --key cosign.key {flags} --type https://example.com/t --predicate - ghcr.io/group/demo@{Digest}",
                $"verify --key cosign.pub --insecure-ignore-tlog=true --output json ghcr.io/group/demo@{Digest}",
            ],
            _cosign.Commands.Select(command => string.Join(' ', command.Arguments)));
        Assert.Equal("{}", _cosign.Commands[2].StandardInput);
    }

    [Fact]
    public async Task A_tag_alone_is_not_signed() =>
        await Assert.ThrowsAsync<DeliveryException>(
            () => Signing(new("cosign.key", null, null, null)).SignAsync(ImageReference.Create("ghcr.io", "demo", "1.0"), default));

    private ImageSigning Signing(SigningSettings settings, string? password = null) => new(settings, password, null, _cosign, _log);

    private sealed class FakeCosign : ICommandRunner
    {
        public List<Command> Commands { get; } = [];

        public string Output { get; set; } = "";

        public UnixFileMode? ModeOfConfiguration { get; private set; }

        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
        {
            Commands.Add(command);
            if (command.Environment.TryGetValue("DOCKER_CONFIG", out var folder))
            {
                ModeOfConfiguration = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(Path.Combine(folder!, "config.json"));
            }

            return Task.FromResult(new CommandResult(0, Output, ""));
        }
    }
}
