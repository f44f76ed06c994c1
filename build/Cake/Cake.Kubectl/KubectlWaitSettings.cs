namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl wait</c>. It fails at once when nothing matches.</summary>
public sealed class KubectlWaitSettings : AutoToolSettings
{
    /// <summary>The condition, such as <c>condition=Ready</c>. Mandatory.</summary>
    public string? For { get; set; }

    /// <summary>What to wait for: a kind and names, or <c>kind/name</c> each. Mandatory.</summary>
    public string[]? Resources { get; set; }

    /// <summary>A label selector, such as <c>app=demo</c>.</summary>
    public string? Selector { get; set; }

    /// <summary>The upper bound, such as <c>60s</c>; 30 s when null.</summary>
    public string? Timeout { get; set; }
}
