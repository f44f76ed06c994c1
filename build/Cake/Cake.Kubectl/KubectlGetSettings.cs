namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl get</c>.</summary>
public sealed class KubectlGetSettings : AutoToolSettings
{
    /// <summary>Whether to look in every namespace.</summary>
    public bool? AllNamespaces { get; set; }

    /// <summary>Whether an object that does not exist gives an empty answer, not an error.</summary>
    public bool? IgnoreNotFound { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }

    /// <summary>What to get: a kind and names, or <c>kind/name</c> each. Mandatory.</summary>
    public string[]? Resources { get; set; }

    /// <summary>Whether the managed fields are printed, which tell who changed what when.</summary>
    public bool? ShowManagedFields { get; set; }

    /// <summary>A label selector, such as <c>app=demo</c>.</summary>
    public string? Selector { get; set; }
}
