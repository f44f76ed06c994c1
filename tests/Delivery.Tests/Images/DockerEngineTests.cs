using System.Text;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Bases;
using GitOpsDemo.Delivery.Images.Builders;
using GitOpsDemo.Delivery.Images.Registry;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>What is said to Docker, and what is understood of its answers, without an engine.</summary>
public sealed class DockerEngineTests
{
    private const string Password = "canary-password";
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly ImageReference Image = ImageReference.Parse("ghcr.io/acme/demo:1.0");

    [Fact]
    public async Task Layers_that_were_sent_are_told_from_those_that_were_there()
    {
        var engine = new DockerEngine(new Script(_ => """
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
        await new DockerEngine(script).PushAsync(Image, new RegistryCredentials("ghcr.io", "ada", Password), default);

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
        await new DockerEngine(script).BuildAsync(
            new EngineBuild(Image, "/context", arguments, labels, DateTimeOffset.FromUnixTimeSeconds(7)), default);

        var command = Assert.Single(script.Commands);
        Assert.Equal(["build", "--tag", Image.ToString(), "--build-arg", "BASE=base:1", "--label", "a=b c", "/context"], command.Arguments);
        Assert.Equal("7", command.Environment["SOURCE_DATE_EPOCH"]);
    }

    [Theory]
    [InlineData("sdk", true, "sdk")]
    [InlineData("docker", true, "docker")]
    [InlineData("auto", true, "docker")]
    [InlineData("auto", false, "sdk")]
    [InlineData("sdk", false, "sdk")]
    public async Task The_builder_follows_the_option_and_the_engine(string option, bool answers, string expected) =>
        Assert.Equal(expected, (await Builders(answers).ChooseAsync(option, default)).Name);

    [Fact]
    public async Task Asking_for_an_engine_that_does_not_answer_says_what_to_do()
    {
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => Builders(answers: false).ChooseAsync("docker", default));

        Assert.Contains("--image-builder=sdk", refused.Next, StringComparison.Ordinal);
    }

    private static ImageBuilders Builders(bool answers)
    {
        var log = new RecordingLog();
        var engine = new DockerEngine(
            new Script(_ => answers ? "20.10.24\n" : throw new DeliveryException("docker", "no engine", "start it")));
        var bases = new BaseImages([], log);
        var client = new RegistryClient(log, TimeProvider.System);
        return new ImageBuilders(
            engine,
            new DockerImageBuilder(bases, engine, "Dockerfile", "docker", client, credentials: null, log),
            new SdkImageBuilder(bases, "image", client, log),
            log);
    }

    /// <summary>Answers commands without running them.</summary>
    private sealed class Script(Func<Command, string> answer) : ICommandRunner
    {
        public List<Command> Commands { get; } = [];

        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
        {
            Commands.Add(command);
            return Task.FromResult(new CommandResult(0, answer(command), ""));
        }
    }
}
