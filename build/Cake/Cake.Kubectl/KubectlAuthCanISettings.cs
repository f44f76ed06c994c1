namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl auth can-i</c>.</summary>
public sealed class KubectlAuthCanISettings : AutoToolSettings
{
    /// <summary>Whether to ask for every namespace.</summary>
    public bool? AllNamespaces { get; set; }

    /// <summary>The kind, such as <c>deployments</c> or <c>applications.argoproj.io</c>. Mandatory.</summary>
    public string? Resource { get; set; }

    /// <summary>A sub-resource, such as <c>portforward</c>.</summary>
    public string? Subresource { get; set; }

    /// <summary>The verb, such as <c>create</c>. Mandatory.</summary>
    public string? Verb { get; set; }
}
