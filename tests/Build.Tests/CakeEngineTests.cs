using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests;

/// <summary>Where the project files look for Cake's own assemblies.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class CakeEngineTests
{
    [Theory]
    [InlineData("/somewhere/packages")]
    [InlineData("/somewhere/packages/")]
    public async Task They_are_found_in_a_folder_of_packages_that_is_named_with_a_slash_at_its_end_or_without(string packages)
    {
        var project = Path.Combine(Repository.Root, "build", "Cake", "Cake.Frosting", "Cake.Frosting.csproj");

        var folder = await new CommandRunner(new RecordingLog()).RunAsync(
            new Command("dotnet", "msbuild", project, "-getProperty:CakeAssemblies", $"-property:NuGetPackageRoot={packages}"));

        Assert.Equal("/somewhere/packages/cake.tool/7.0.0/tools/net10.0/any/", folder.Output.Trim());
    }
}
