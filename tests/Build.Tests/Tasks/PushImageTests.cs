using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class PushImageTests : IDisposable
{
    private static readonly ImageDigest Digest = ImageDigest.Of("image"u8);

    private readonly TemporaryFolder _folder = new();
    private readonly Programs _programs = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_image_that_was_pushed_and_not_signed_is_signed_by_the_next_run_once()
    {
        // Given an image in the registry, pushed by a run that ended before it was signed
        await using var registry = await RegistryAsync();
        using var build = await PushedAsync(registry);

        // When two more runs follow
        for (var run = 0; run < 2; run++)
        {
            using var next = Build(registry);
            await next.Make<PushImage>().RunAsync(next.Context);
        }

        // Then
        var signing = Assert.Single(_programs.Commands, command => command.FileName == "cosign");
        Assert.Contains("sign", signing.Arguments);
        Assert.Equal("cosign.key", ImageRecord.Load(build.Context.Paths.ImageRecord)?.SignedWith);
    }

    [Theory]
    [InlineData("Deploy", 1)]
    [InlineData("PushImage", 0)]
    public async Task The_place_that_it_is_deployed_to_can_prepare_for_it(string target, int expected)
    {
        await using var registry = await RegistryAsync();
        using var pushed = await PushedAsync(registry);

        using var build = Build(registry, target);
        await build.Make<PushImage>().RunAsync(build.Context);

        build.Platform.Received(expected).Expect(Arg.Is<ImageReference>(image => image.Digest == Digest), Arg.Any<CancellationToken>());
    }

    private static Task<HttpStub> RegistryAsync() => HttpStub.StartAsync(context =>
    {
        context.Response.Headers["Docker-Content-Digest"] = Digest.ToString();
        (context.Response.ContentType, context.Response.ContentLength) = ("application/vnd.oci.image.manifest.v1+json", 1);
        return Task.CompletedTask;
    });

    private async Task<BuildFixture> PushedAsync(HttpStub registry)
    {
        var build = Build(registry);
        var plan = await build.Get<ImagePlans>().PlanAsync(build.Context);
        new ImageRecord(plan.Source, null, new ReportedImage(plan.Reference.AtDigest(Digest).ToString(), plan.Version.Text, 1, [], 1)).Save(
            build.Context.Paths.ImageRecord);
        return build;
    }

    private BuildFixture Build(HttpStub registry, string target = "PushImage")
    {
        var build = new BuildFixture(
            _folder.Path,
            [$"--target={target}", "--image-builder=oci", "--cosign-key=cosign.key", $"--image-registry={registry.Address.Authority}"],
            services => services.AddSingleton<ICommandRunner>(_programs).AddSingleton(TimeProvider.System));
        build.Platform.PrepareAsync(Arg.Any<CancellationToken>()).Returns(new PlatformDefaults(null, null));
        return build;
    }

    /// <summary>A computer without git, whose other programs do what they are asked for.</summary>
    private sealed class Programs : ICommandRunner
    {
        public List<Command> Commands { get; } = [];

        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
        {
            Commands.Add(command);
            return Task.FromResult(new CommandResult(command.FileName == "git" ? 128 : 0, "", ""));
        }
    }
}
