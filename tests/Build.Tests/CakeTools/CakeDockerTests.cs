using System.Text;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.CakeTools;

/// <summary>What is said to Docker, and what is understood of its answers, without an engine.</summary>
public sealed class CakeDockerTests : IDisposable
{
    private const string Password = "canary-password";
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly ImageReference Image = ImageReference.Parse("ghcr.io/acme/demo:1.0");

    private readonly TemporaryFolder _folder = new();
    private readonly Cancellation _cancellation = new();

    public void Dispose()
    {
        _cancellation.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Layers_that_were_sent_are_told_from_those_that_were_there()
    {
        var engine = Docker(new Script(_ => """
            The push refers to repository [ghcr.io/acme/demo]
            0123456789ab: Preparing
            ba9876543210: Layer already exists
            0123456789ab: Pushed
            1.0: digest: sha256:… size: 1
            """));

        Assert.Equal(["0123456789ab"], await engine.PushAsync(Image, credentials: null, default));
    }

    [Fact]
    public async Task Credentials_go_through_a_private_file_that_does_not_stay()
    {
        // Given
        var seen = "";
        var folder = "";
        var script = new Script(command =>
        {
            if (command.Arguments[0] != "push")
            {
                return "unix:///run/docker.sock\n";
            }

            folder = command.Environment["DOCKER_CONFIG"]!;
            seen = File.ReadAllText(Path.Combine(folder, "config.json"));
            Assert.Equal("unix:///run/docker.sock", command.Environment["DOCKER_HOST"]);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(folder, "config.json")) == OnlyMine);
            return "";
        });

        // When
        await Docker(script).PushAsync(Image, new RegistryCredentials("ghcr.io", "ada", Password), default);

        // Then
        var authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Password}"));
        Assert.Equal("""{"auths":{"ghcr.io":{"auth":"?"}}}""".Replace("?", authorization, StringComparison.Ordinal), seen);
        Assert.False(Directory.Exists(folder));
        Assert.DoesNotContain(script.Commands, command => command.ToString().Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_names_everything_that_the_image_is_to_say()
    {
        var script = new Script(_ => "");

        var arguments = new Dictionary<string, string> { ["BASE"] = "base:1" };
        var labels = new Dictionary<string, string> { ["a"] = "b c" };
        await Docker(script).BuildAsync(
            new EngineBuild(
                Image, "/context", arguments, labels, DateTimeOffset.FromUnixTimeSeconds(7))
            { Dockerfile = "/src/Dockerfile" }, default);

        var command = Assert.Single(script.Commands);
        Assert.Equal(
            ["build", "--build-arg", "BASE=base:1", "--file", "/src/Dockerfile", "--label", "a=b c", "--tag", Image.ToString(), "/context"],
            command.Arguments);
        Assert.Equal("7", command.Environment["SOURCE_DATE_EPOCH"]);
    }

    [Fact]
    public async Task An_engine_that_answers_is_known_by_its_version_and_none_by_none()
    {
        Assert.Equal("20.10.24", await Docker(new Script(_ => "20.10.24\n")).VersionAsync(default));
        Assert.Null(await Docker(new Script(_ => throw new DeliveryException("docker", "no engine", "start it"))).VersionAsync(default));
        Assert.Null(await Docker(new Script(_ => "") { ExitCode = 1 }).VersionAsync(default));
    }

    [Fact]
    public async Task An_image_that_the_engine_does_not_have_is_no_failure()
    {
        Assert.Equal("sha256:1", await Docker(new Script(_ => "sha256:1\n")).IdOfAsync("base:1", default));
        Assert.Null(await Docker(new Script(_ => "\n") { ExitCode = 1 }).IdOfAsync("base:1", default));
    }

    [Fact]
    public async Task What_docker_says_of_a_failure_is_told_with_it()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Docker(new Script(_ => "no space left on device\n") { ExitCode = 1 }).LoadAsync("/base.tar", default));

        Assert.Equal("`docker load --quiet --input /base.tar` failed", failure.What);
        Assert.Equal("exit code 1\n  no space left on device", failure.Why);
    }

    private CakeDocker Docker(ICommandRunner runner) => new(CakeContext.With(_folder.Path, runner, _cancellation));

    /// <summary>Answers commands without running them.</summary>
    private sealed class Script(Func<Command, string> answer) : ICommandRunner
    {
        public List<Command> Commands { get; } = [];

        public int ExitCode { get; init; }

        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
        {
            Commands.Add(command);
            return Task.FromResult(new CommandResult(ExitCode, answer(command), ""));
        }
    }
}
