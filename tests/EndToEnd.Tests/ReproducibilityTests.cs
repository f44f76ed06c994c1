using System.Text.Json;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>The same commit is the same image, wherever and whenever it is built.</summary>
[Trait(Traits.Category, Traits.Integration)]
[Trait(Traits.Category, Traits.Endurance)]
public sealed class ReproducibilityTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_same_commit_built_at_two_places_has_the_same_digest()
    {
        // Given two checkouts of one commit, in folders of different names
        await using var one = await Checkout.MakeAsync();
        await using var two = await one.CloneAsync();
        Assert.NotEqual(one.Root, two.Root);

        var (first, second) = (await DigestAsync(one), await DigestAsync(two));

        output.WriteLine($"{(await one.GitAsync("rev-parse", "HEAD")).Trim()} built twice: {first} and {second}");
        Assert.Equal(first, second);
    }

    private static async Task<string> DigestAsync(Checkout checkout)
    {
        var run = await checkout.BuildAsync(
            "--target=Publish", "--target=BuildImage", "--exclusive", "--image-builder=oci", "--image-registry=localhost:5000");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        using var index = JsonDocument.Parse(await File.ReadAllTextAsync(checkout["artifacts", "image", "index.json"]));
        return index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!;
    }
}
