using System.Reflection;
using GitOpsDemo.Testing;

namespace Cake.Tools.Tests;

/// <summary>
/// A stand-in for a package that the feed lacks shows what its list says, and no word more: a change of it is a change of the list, which a
/// person compares with the package's own API.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Cake.Docker")]
    [InlineData("Cake.Kubectl")]
    [InlineData("Cake.Helm")]
    public void A_stand_in_shows_what_its_list_says(string name) => Assert.Equal(
        File.ReadAllLines(Path.Combine(Repository.Root, "build", "Cake", name, "PublicApi.txt")), PublicApi.Of(Assembly.Load(name)));
}
