namespace Cake.Helm;

/// <summary>What is said of a chart, its values and the release that it becomes.</summary>
public abstract class HelmChartSettings : HelmSettings
{
    /// <summary>The chart: <c>repository/name</c>, an OCI reference, a folder or an archive. Mandatory.</summary>
    public string? Chart { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }

    /// <summary>Files of values, the later ones above the earlier; <c>-</c> for the standard input.</summary>
    public string[]? Values { get; set; }

    /// <summary>The version of the chart; the newest when null.</summary>
    public string? Version { get; set; }
}
