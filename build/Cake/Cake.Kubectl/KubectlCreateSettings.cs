namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl create</c>.</summary>
public sealed class KubectlCreateSettings : AutoToolSettings
{
    /// <summary>The file, folder or URL of the manifests; <c>-</c>, which is the default, for the standard input.</summary>
    public string? Filename { get; set; }

    /// <summary>The name under which the fields are owned.</summary>
    public string? FieldManager { get; set; }
}
