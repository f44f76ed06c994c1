namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl rollout status</c>.</summary>
public sealed class KubectlRolloutStatusSettings : AutoToolSettings
{
    /// <summary>What rolls out, such as <c>deployment/demo</c>. Mandatory.</summary>
    public string? Resource { get; set; }

    /// <summary>The upper bound, such as <c>60s</c>; none when null.</summary>
    public string? Timeout { get; set; }
}
