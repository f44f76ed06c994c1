namespace Cake.Helm;

/// <summary>Settings of <c>helm history</c>.</summary>
public sealed class HelmHistorySettings : HelmSettings
{
    /// <summary>How many revisions to list at most, the latest ones; 256 when null.</summary>
    public int? Max { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }
}
