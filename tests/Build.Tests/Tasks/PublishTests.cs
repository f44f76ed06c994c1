using Cake.Core.IO;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Testing;
using NSubstitute;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class PublishTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task A_project_that_asks_for_a_single_file_is_published_as_files_for_the_layers_of_the_image_are_made_of_them()
    {
        // Given
        var project = _folder.Write("Shop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <PublishSingleFile>true</PublishSingleFile>
              </PropertyGroup>
            </Project>
            """);
        using var build = new BuildFixture(_folder.Path, []);

        var runner = new CommandRunner(new RecordingLog());

        // When
        var settings = ServicePublication.SettingsOf(
            build.Context, "linux-x64", new SourceVersion("1.4.0", DateTimeOffset.UnixEpoch));
        var properties = settings.MSBuildSettings.Properties
            .SelectMany(property => property.Value, (property, value) => $"-p:{property.Key}={value}");
        var evaluated = await runner.RunAsync(
            new Command("dotnet", ["msbuild", project, "-getProperty:PublishSingleFile", .. properties]));

        // Then
        Assert.Equal("false", evaluated.Output.Trim());
    }

    [Theory]
    [InlineData("--target=Publish", 1)]
    [InlineData("--target=UnitTest", 0)]
    public async Task The_service_is_published_beside_its_tests_in_a_run_that_needs_it(string target, int expected)
    {
        // Given a service whose tests can't begin, for it is not compiled
        _folder.Write("Service.slnf", File.ReadAllText(Path.Combine(Repository.Root, "Service.slnf")));
        _folder.Write("GitOpsDemo.sln", File.ReadAllText(Path.Combine(Repository.Root, "GitOpsDemo.sln")));
        var runner = Substitute.For<IProcessRunner>();
        runner.Start(Arg.Any<FilePath>(), Arg.Any<ProcessSettings>()).Returns(Substitute.For<IProcess>());
        using var build = BuildFixture.WithCake(_folder.Path, runner, target, "--image-builder=oci", "--image-tag=1.0");
        build.Platform.PrepareAsync(Arg.Any<CancellationToken>()).Returns(new PlatformDefaults("localhost:1", null));

        // When
        await Assert.ThrowsAsync<DeliveryException>(() => build.Make<UnitTest>().RunAsync(build.Context));

        // Then it is published all the same, once, and a run that fails waits for its end
        await build.Get<ServicePublication>().EndAsync();
        Assert.Equal(expected, runner.ReceivedCalls().Count());

        // And Publish says so only where it was so
        await build.Make<Publish>().RunAsync(build.Context);
        Assert.Single(runner.ReceivedCalls());
        var isSaid = build.Log.Lines.Any(line => line.Contains("also beside the tests", StringComparison.Ordinal));
        Assert.Equal(expected > 0, isSaid);
    }
}
