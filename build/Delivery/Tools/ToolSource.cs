using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>A package that holds programs, as one entry of <c>packages</c> in <c>build/tools.json</c>; <c>from</c> says its kind.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "from")]
[JsonDerivedType(typeof(NpmSource), "npm")]
[JsonDerivedType(typeof(DebianSource), "debian")]
[JsonDerivedType(typeof(ReleaseSource), "release")]
public abstract record ToolSource
{
    /// <summary>The platforms that it is made for, such as <c>linux/amd64</c>; every one when null.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>Which programs it holds, and where in it they lie.</summary>
    public required IReadOnlyDictionary<Tool, string> Programs { get; init; }

    /// <summary>The name of its folder under <c>.tools</c>.</summary>
    [JsonIgnore]
    public abstract string Folder { get; }

    /// <summary>What a person calls it.</summary>
    [JsonIgnore]
    public abstract string Title { get; }

    /// <summary>Whether it has the tool for the platform.</summary>
    public bool Offers(Tool tool, Platform platform) =>
        Programs.ContainsKey(tool) && (Platforms is null || Platforms.Contains(platform.ToString()));

    /// <summary>A path or address of the package with its placeholders filled in.</summary>
    public virtual string Expand(string template, Platform platform) => template
        .Replace("{os}", platform.OperatingSystem, StringComparison.Ordinal)
        .Replace("{architecture}", platform.Architecture, StringComparison.Ordinal)
        .Replace("{exe}", platform.ExecutableSuffix, StringComparison.Ordinal)
        .Replace("{archive}", platform.ArchiveExtension, StringComparison.Ordinal);
}
