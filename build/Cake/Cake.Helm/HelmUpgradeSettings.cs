namespace Cake.Helm;

/// <summary>Settings of <c>helm upgrade</c>.</summary>
public sealed class HelmUpgradeSettings : HelmSettings
{
    /// <summary>The chart: <c>repository/name</c>, an OCI reference, a folder or an archive. Mandatory.</summary>
    public string? Chart { get; set; }

    /// <summary>Whether to make the namespace when it is missing; with <see cref="Install"/>.</summary>
    public bool? CreateNamespace { get; set; }

    /// <summary>Whether to install the release when there is none.</summary>
    public bool? Install { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }

    /// <summary>Whether to put the release back, or away when it is new, if the upgrade fails; waits too.</summary>
    public bool? RollbackOnFailure { get; set; }

    /// <summary>Values, <c>path=value</c>, above those of the files. Never a secret: they are visible in the argument list.</summary>
    public string[]? Set { get; set; }

    /// <summary>The upper bound of each Kubernetes operation; 5 min when null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Files of values, the later ones above the earlier; <c>-</c> for the standard input.</summary>
    public string[]? Values { get; set; }

    /// <summary>The version of the chart; the newest when null.</summary>
    public string? Version { get; set; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool? Wait { get; set; }
}
