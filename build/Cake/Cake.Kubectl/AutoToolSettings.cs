using Cake.CommandLine;

namespace Cake.Kubectl;

/// <summary>What every kubectl command can be told. The published package has neither of these.</summary>
public abstract class AutoToolSettings : CommandLineSettings
{
    /// <summary>The context of the kubeconfig to use; the current one when null.</summary>
    public string? Context { get; set; }

    /// <summary>The namespace; that of the context when null.</summary>
    public string? Namespace { get; set; }
}
