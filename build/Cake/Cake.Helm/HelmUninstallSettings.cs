namespace Cake.Helm;

/// <summary>Settings of <c>helm uninstall</c>.</summary>
public sealed class HelmUninstallSettings : HelmSettings
{
    /// <summary>Whether a release that does not exist is no error.</summary>
    public bool? IgnoreNotFound { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }

    /// <summary>The upper bound of each Kubernetes operation; 5 min when null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool? Wait { get; set; }
}
