namespace Cake.Helm;

/// <summary>Settings of <c>helm repo add</c>.</summary>
public sealed class HelmRepoAddSettings : HelmSettings
{
    /// <summary>Whether to replace a repository of the same name.</summary>
    public bool? ForceUpdate { get; set; }

    /// <summary>The name of the repository. Mandatory.</summary>
    public string? Name { get; set; }

    /// <summary>The address of the repository. Mandatory.</summary>
    public string? Url { get; set; }
}
