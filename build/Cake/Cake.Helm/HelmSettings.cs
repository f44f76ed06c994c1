using Cake.CommandLine;

namespace Cake.Helm;

/// <summary>What every helm command can be told.</summary>
public abstract class HelmSettings : CommandLineSettings
{
    /// <summary>The context of the kubeconfig to use; the current one when null.</summary>
    public string? KubeContext { get; set; }

    /// <summary>The namespace; that of the context when null.</summary>
    public string? Namespace { get; set; }

    /// <summary>The major version of the helm in use, by which options are named; <see cref="HelmAliases.HelmVersion"/> tells it.</summary>
    public int MajorVersion { get; set; } = 4;
}
