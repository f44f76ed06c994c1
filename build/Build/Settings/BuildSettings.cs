using GitOpsDemo.Delivery;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Settings;

/// <summary>What makes this the build of one service and not of another: the content of <c>build/settings.json</c>. All paths are relative to the repository's top folder.</summary>
public sealed record BuildSettings
{
    /// <summary>The file that says all this.</summary>
    public string File { get; init; } = SettingsReader.DefaultFile;

    /// <summary>The service.</summary>
    public required DeliveredService Service { get; init; }

    /// <summary>The solution, or the solution filter, of the service and its tests.</summary>
    public required string Solution { get; init; }

    /// <summary>The project that is published.</summary>
    public required string Project { get; init; }

    /// <summary>The default of <c>--image-repository</c>.</summary>
    public required string ImageRepository { get; init; }

    /// <summary>The folder of <c>base/</c>, <c>overlays/</c> and <c>argocd/</c>.</summary>
    public required string Manifests { get; init; }

    /// <summary>The folder of the alert rules, their tests, the dashboards and the list of metrics.</summary>
    public required string Monitoring { get; init; }

    /// <summary>The file that names the charts.</summary>
    public required string Charts { get; init; }

    /// <summary>Whether a cluster's monitoring is somebody else's, so that nothing of it is installed.</summary>
    public required bool UsesExistingMonitoring { get; init; }

    /// <summary>The environments in the order of promotion; the first is the default of <c>--environment</c>.</summary>
    public required IReadOnlyList<string> Environments { get; init; }

    /// <summary>The environment that users depend on.</summary>
    public required string Production { get; init; }

    /// <summary>The default of <c>--gitops-path</c>.</summary>
    public required string GitOpsPath { get; init; }

    /// <summary>What describes the places that are delivered to.</summary>
    public PlaceSettings Places { get; init; } = PlaceSettings.None;

    /// <summary>The Secrets that the overlays lack, for the lab.</summary>
    public LabSecrets LabSecrets { get; init; } = LabSecrets.None;

    /// <summary>The environment after another one; null after the last.</summary>
    public string? After(string environment) => Environments.SkipWhile(candidate => candidate != environment).Skip(1).FirstOrDefault();
}
