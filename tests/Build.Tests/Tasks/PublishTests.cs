using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Testing;

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
        var settings = Publish.SettingsOf(
            build.Context, new SharedCompiler(runner), "linux-x64", new SourceVersion("1.4.0", DateTimeOffset.UnixEpoch));
        var properties = settings.MSBuildSettings.Properties
            .SelectMany(property => property.Value, (property, value) => $"-p:{property.Key}={value}");
        var evaluated = await runner.RunAsync(
            new Command("dotnet", ["msbuild", project, "-getProperty:PublishSingleFile", .. properties]));

        // Then
        Assert.Equal("false", evaluated.Output.Trim());
    }
}
