namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl scale</c>.</summary>
public sealed class KubectlScaleSettings : AutoToolSettings
{
    /// <summary>How many pods are wanted. Mandatory.</summary>
    public string? Replicas { get; set; }

    /// <summary>What to scale, such as <c>deployment/demo</c>. Mandatory.</summary>
    public string[]? Resources { get; set; }
}
