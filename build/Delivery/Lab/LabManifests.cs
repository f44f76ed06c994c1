using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>What is live in the lab's environments, as rendered manifests.</summary>
public sealed class LabManifests(LabPaths paths)
{
    /// <summary>Keeps what was brought live in an environment.</summary>
    public void Keep(string environment, string yaml) => AtomicFile.WriteIfChanged(FileOf(environment), yaml);

    /// <summary>What was rendered for an environment when it was last brought live; empty when it never was.</summary>
    public string TextOf(string environment) => File.Exists(FileOf(environment)) ? File.ReadAllText(FileOf(environment)) : "";

    /// <summary>The objects of every environment that was ever brought live, by its name.</summary>
    public IReadOnlyDictionary<string, ManifestSet> All() => Directory.Exists(paths.Environments)
        ? Directory.EnumerateDirectories(paths.Environments)
            .Select(folder => Path.GetFileName(folder))
            .ToDictionary(environment => environment, environment => ManifestSet.Parse(TextOf(environment), $"environment {environment}"))
        : new Dictionary<string, ManifestSet>();

    private string FileOf(string environment) => Path.Combine(paths.Environments, environment, "live.yaml");
}
