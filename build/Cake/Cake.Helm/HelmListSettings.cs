namespace Cake.Helm;

/// <summary>Settings of <c>helm list</c>. Releases of every state are listed, pending and failed ones too.</summary>
public sealed class HelmListSettings : HelmSettings
{
    /// <summary>Whether to list the releases of every namespace.</summary>
    public bool? AllNamespaces { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }
}
