namespace Cake.Helm;

/// <summary>Settings of <c>helm rollback</c>.</summary>
public sealed class HelmRollbackSettings : HelmSettings
{
    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }

    /// <summary>The revision to go back to; the one before the latest when null.</summary>
    public int? Revision { get; set; }

    /// <summary>The upper bound of each Kubernetes operation; 5 min when null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool? Wait { get; set; }
}
