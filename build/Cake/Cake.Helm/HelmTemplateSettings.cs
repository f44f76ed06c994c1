namespace Cake.Helm;

/// <summary>Settings of <c>helm template</c>.</summary>
public sealed class HelmTemplateSettings : HelmChartSettings
{
    /// <summary>Whether to render the chart's custom resource definitions too.</summary>
    public bool? IncludeCrds { get; set; }
}
