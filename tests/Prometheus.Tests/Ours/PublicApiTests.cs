using GitOpsDemo.Testing;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Ours;

/// <summary>
/// A stand-in for a package that the feed lacks shows what its list says, and no word more: a change of it is a change of the list, which a
/// person compares with the package's own API.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void A_stand_in_shows_what_its_list_says() => Assert.Equal(
        File.ReadAllLines(Path.Combine(Repository.Root, "src", "Prometheus", "PublicApi.txt")), PublicApi.Of(typeof(Metrics).Assembly));
}
