namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl annotate</c>.</summary>
public sealed class KubectlAnnotateSettings : AutoToolSettings
{
    /// <summary>What to set, <c>name=value</c>, or to remove, <c>name-</c>. Mandatory.</summary>
    public string[]? Annotations { get; set; }

    /// <summary>Whether a value that is there already may be changed.</summary>
    public bool? Overwrite { get; set; }

    /// <summary>What to annotate: a kind and names, or <c>kind/name</c> each. Mandatory.</summary>
    public string[]? Resources { get; set; }
}
