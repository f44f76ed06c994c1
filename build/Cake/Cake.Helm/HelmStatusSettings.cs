namespace Cake.Helm;

/// <summary>Settings of <c>helm status</c>.</summary>
public sealed class HelmStatusSettings : HelmSettings
{
    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }
}
