namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl create</c>. The manifests come on the standard input.</summary>
public sealed class KubectlCreateSettings : AutoToolSettings
{
    /// <summary>The name under which the fields are owned.</summary>
    public string? FieldManager { get; set; }
}
