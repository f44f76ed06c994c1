using System.Text.RegularExpressions;
using Cake.Frosting;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests;

/// <summary>The stand-in for Cake.Frosting shows what its list says, and no word more; what the build uses of it is in the list.</summary>
public sealed class PublicApiTests
{
    private static readonly Regex Used = new(
        @"\b(CakeHost|UseContext|UseLifetime|UseTaskLifetime|UseWorkingDirectory|ConfigureServices|\w*FrostingTask\w*|"
        + @"FrostingLifetime|FrostingTaskLifetime|FrostingContext|TaskName|TaskDescription|IsDependentOn)\b");

    [Fact]
    public void A_stand_in_shows_what_its_list_says() => Assert.Equal(
        File.ReadAllLines(Path.Combine(Repository.Root, "build", "Cake", "Cake.Frosting", "PublicApi.txt")),
        PublicApi.Of(typeof(CakeHost).Assembly));

    [Fact]
    public void What_the_build_uses_of_Cake_Frosting_is_in_the_list()
    {
        var list = File.ReadAllText(Path.Combine(Repository.Root, "build", "Cake", "Cake.Frosting", "PublicApi.txt"));
        var sources = Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "build", "Build"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);

        Assert.All(
            sources.SelectMany(text => Used.Matches(text)).Select(match => match.Value).Distinct(),
            name => Assert.Matches($@"\b{name}(Attribute)?\b", list));
    }
}
