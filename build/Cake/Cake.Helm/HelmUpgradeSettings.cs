namespace Cake.Helm;

/// <summary>Settings of <c>helm upgrade</c>.</summary>
public sealed class HelmUpgradeSettings : HelmChartSettings
{
    /// <summary>Whether to make the namespace when it is missing; with <see cref="Install"/>.</summary>
    public bool? CreateNamespace { get; set; }

    /// <summary>Whether to install the release when there is none.</summary>
    public bool? Install { get; set; }

    /// <summary>Whether to put the release back, or away when it is new, if the upgrade fails; waits too.</summary>
    public bool? RollbackOnFailure { get; set; }

    /// <summary>The upper bound of each Kubernetes operation; 5 min when null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool? Wait { get; set; }
}
