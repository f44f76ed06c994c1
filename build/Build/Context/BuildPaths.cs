using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Context;

/// <summary>Where everything is. Absolute paths.</summary>
/// <param name="Home">The top folder of this build's own repository.</param>
/// <param name="Settings">Where the service is.</param>
public sealed record BuildPaths(string Home, BuildSettings Settings)
{
    /// <summary>The top folder of the service's repository, which need not be the build's.</summary>
    public string Root => Settings.Root ?? Home;

    /// <summary>The settings file, from the top folder of the service's repository.</summary>
    public string SettingsFile => Path.GetRelativePath(Root, Path.Combine(Home, Settings.File)).Replace('\\', '/');

    /// <summary>Which build this is, where the service's sources do not include it.</summary>
    public string Revision => Settings.Root is null ? "" : $"{typeof(BuildPaths).Assembly.ManifestModule.ModuleVersionId}";

    /// <summary>The MSBuild targets that record the result of each compiled project.</summary>
    public string CompiledProjectTargets => Path.Combine(Home, "build", "compiled-projects.targets");

    /// <summary>Where that is recorded, for a solution.</summary>
    public string CompiledProjects(string solution, string configuration) =>
        Path.Combine(Artifacts, "projects", $"{solution}-{configuration}");

    /// <summary>The solution, or the solution filter, of the service.</summary>
    public string Solution => Path.Combine(Root, Settings.Solution);

    public string ServiceProject => Path.Combine(Root, Settings.Project);

    /// <summary>Results: reports, logs, the published service, the image.</summary>
    public string Artifacts => Path.Combine(Home, "artifacts");

    public string Publish => Path.Combine(Artifacts, "publish");

    /// <summary>What publishing compiles.</summary>
    public string PublishIntermediate => Path.Combine(Artifacts, "obj");

    /// <summary>The built image, as an OCI image layout.</summary>
    public string Image => Path.Combine(Artifacts, "image");

    /// <summary>The record of the image that was pushed last.</summary>
    public string ImageRecord => Path.Combine(Artifacts, "image.json");

    /// <summary>What the image is made of (SPDX).</summary>
    public string Sbom => Path.Combine(Artifacts, "sbom.spdx.json");

    /// <summary>What is attached to the image, as an OCI image layout.</summary>
    public string Attached => Path.Combine(Artifacts, "attached");

    /// <summary>The build context for a container engine.</summary>
    public string ImageContext => Path.Combine(Artifacts, "image-context");

    /// <summary>How a container engine builds the image: beside the project, where the settings file names no other.</summary>
    public UserDockerfile Dockerfile => new(
        Settings.Image.Dockerfile is { } named ? Path.Combine(Root, named) : Path.Combine(
            Path.GetDirectoryName(ServiceProject)!, "Dockerfile"),
        Settings.Image.DockerContext is { } context ? Path.GetFullPath(Path.Combine(Root, context)) : null);

    /// <summary>The output of external programs.</summary>
    public string Logs => Path.Combine(Artifacts, "logs");

    /// <summary>What compilers and test runners leave behind, most of all when they are killed.</summary>
    public string Temporary => Path.Combine(Artifacts, "tmp");

    public string TestResults => Path.Combine(Artifacts, "tests");

    /// <summary>The manifests: base and overlays.</summary>
    public string Manifests => Path.Combine(Root, Settings.Manifests);

    /// <summary>The manifests' folders, and where in them the overlays are.</summary>
    public ManifestFolders ManifestFolders =>
        new(Root, [Settings.Manifests, .. Settings.SharedManifests], $"{Settings.Manifests}/{Settings.Layout}");

    public string Alerts => Path.Combine(Monitoring, "alerts.yaml");

    public string AlertTests => Path.Combine(Monitoring, "alerts.tests.yaml");

    /// <summary>The metrics that rules and dashboards may ask for.</summary>
    public string KnownMetrics => Path.Combine(Monitoring, "metrics.txt");

    /// <summary>The project of this program.</summary>
    public string Host => Path.Combine(Home, "build", "Build", "Build.csproj");

    /// <summary>What <c>dotnet</c> is told to end the compiler that has compiled this program, and compiles the service.</summary>
    public string EndCompiler => Path.Combine(Home, "build", "Build", "bin", "host", "bin", "Build", "release", ".end-compiler");

    /// <summary>The project of the lab's agent.</summary>
    public string LabAgentProject => Path.Combine(Home, "build", "LabAgent", "LabAgent.csproj");

    /// <summary>What it is compiled to, beside this program.</summary>
    public string LabAgent => Path.Combine(Home, "build", "Build", "bin", "host", "bin", "LabAgent", "release", "GitOpsDemo.LabAgent.dll");

    /// <summary>The programs that a delivery needs, and where they come from.</summary>
    public string ToolManifest => Path.Combine(Home, "build", "tools.json");

    public string Dashboards => Path.Combine(Monitoring, "dashboards");

    public string ChartCatalog => Path.Combine(ChartsTop, Settings.Charts);

    /// <summary>From where the catalog names the files of the charts' values: the repository that has it.</summary>
    public string ChartsTop => File.Exists(Path.Combine(Root, Settings.Charts)) ? Root : Home;

    /// <summary>What helm keeps between runs.</summary>
    public string Helm => Path.Combine(Tools, "helm-state");

    /// <summary>Rules and their tests, as promtool reads them.</summary>
    public string Rules => Path.Combine(Artifacts, "rules");

    /// <summary>The clone of a GitOps repository that is not the lab's.</summary>
    public string GitOpsClone => Path.Combine(Artifacts, "gitops");

    /// <summary>What was proven last in each environment, by which a promotion knows.</summary>
    public string Proofs => Path.Combine(Artifacts, "environments");

    /// <summary>Programs that the build has downloaded.</summary>
    public string Tools => Path.Combine(Home, ".tools");

    public LabPaths Lab => new(Path.Combine(Home, ".lab")) { Logs = Logs };

    private string Monitoring => Path.Combine(Root, Settings.Monitoring);

    /// <summary>
    /// Finds the top folder, the one with <c>build.sh</c>, above a folder. (Not by <c>.git</c>: a source archive has none.)
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not lie in the repository.</exception>
    public static string RootAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "build.sh")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {folder} has build.sh: the build runs from its own checkout.");
    }
}
