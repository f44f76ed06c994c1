using GitOpsDemo.Build.Settings;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>What the results of a step depend on: files and folders of the repository.</summary>
internal sealed class Inputs(BuildSettings settings)
{
    /// <summary>Which packages are brought.</summary>
    public IReadOnlyList<string> Packages { get; } = ["*.csproj", "*.props", "*packages.lock.json", "global.json", settings.Solution];

    /// <summary>Everything that is compiled.</summary>
    public IReadOnlyList<string> Code => [.. settings.Sources, .. Packages];

    /// <summary>What tests look at beside the code.</summary>
    public IReadOnlyList<string> ReadByTests { get; } =
        [settings.Manifests, settings.Monitoring, "docs", "build", "samples", ".ci", ".github", ".gitea", "*.md", "*.sh", "*.ps1"];

    /// <summary>Manifests, alert rules, the file by which they are judged, and the code that does.</summary>
    public IReadOnlyList<string> Manifests { get; } = [settings.Manifests, settings.Monitoring, settings.File, "build"];
}
