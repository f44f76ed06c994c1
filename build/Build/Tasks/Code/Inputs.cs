using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Settings;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>What the results of a step depend on: files and folders of the repository.</summary>
internal sealed class Inputs(BuildPaths paths, BuildSettings settings)
{
    /// <summary>Which packages are brought.</summary>
    public IReadOnlyList<string> PackagesOf(Solution solution) =>
        ["*.csproj", "*.props", "*packages.lock.json", "global.json", Relative(solution.File), Relative(solution.Whole)];

    /// <summary>Everything that is compiled.</summary>
    public IReadOnlyList<string> CodeOf(Solution solution) => [.. solution.Folders.Select(Relative), .. PackagesOf(solution)];

    /// <summary>What tests of the service look at beside the code.</summary>
    public IReadOnlyList<string> ReadByTests { get; } = [settings.Manifests, settings.Monitoring];

    /// <summary>Manifests, alert rules, the file by which they are judged, and the code that does.</summary>
    public IReadOnlyList<string> Manifests { get; } = [settings.Manifests, settings.Monitoring, settings.File, "build"];

    private string Relative(string path) => Path.GetRelativePath(paths.Root, path).Replace('\\', '/');
}
