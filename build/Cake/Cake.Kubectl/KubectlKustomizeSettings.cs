namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl kustomize</c>.</summary>
public sealed class KubectlKustomizeSettings : AutoToolSettings
{
    /// <summary>The folder of the kustomization. Mandatory.</summary>
    public string? Directory { get; set; }
}
