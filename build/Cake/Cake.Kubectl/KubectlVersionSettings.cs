namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl version</c>.</summary>
public sealed class KubectlVersionSettings : AutoToolSettings
{
    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }
}
