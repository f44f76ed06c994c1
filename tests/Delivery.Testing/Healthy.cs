using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Testing;

/// <summary>Manifests with which nothing is wrong: the overlay dev as kustomize renders it after a deploy.</summary>
public static class Healthy
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "tests/Delivery.Testing/healthy.yaml"));

    public static ManifestSet Manifests => ManifestSet.Parse(Text, "k8s/overlays/dev");

    /// <summary>The manifests with another scrape interval, all of which a scrape may take.</summary>
    public static string ScrapedEvery(string interval) => Text
        .Replace("interval: 2s", $"interval: {interval}", StringComparison.Ordinal)
        .Replace("scrapeTimeout: 2s", $"scrapeTimeout: {interval}", StringComparison.Ordinal);

    /// <summary>The manifests with one thing changed, which must be there exactly once unless <paramref name="everywhere"/>.</summary>
    public static string With(string old, string @new, bool everywhere = false)
    {
        Assert.True(everywhere || Text.Split(old).Length == 2, $"'{old}' is {Text.Split(old).Length - 1} times in healthy.yaml");
        return Text.Replace(old, @new, StringComparison.Ordinal);
    }
}
