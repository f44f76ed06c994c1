namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>What the results of a step depend on: files and folders of the repository.</summary>
internal static class Inputs
{
    /// <summary>Which packages are brought.</summary>
    public static readonly string[] Packages = ["*.csproj", "*.props", "*packages.lock.json", "global.json", "GitOpsDemo.sln"];

    /// <summary>Everything that is compiled.</summary>
    public static readonly string[] Code = ["build", "src", "tests", .. Packages];

    /// <summary>What tests look at beside the code.</summary>
    public static readonly string[] ReadByTests = ["k8s", "monitoring", "docs", "build", "src/Prometheus/PublicApi.txt", ".ci", ".github", ".gitea", "*.md", "*.sh", "*.ps1"];

    /// <summary>The service and what it is compiled with.</summary>
    public static readonly string[] Service = ["src", "Directory.Build.props", "Directory.Packages.props", "global.json"];

    /// <summary>Manifests, alert rules, and the code that judges them.</summary>
    public static readonly string[] Manifests = ["k8s", "monitoring", "build"];
}
