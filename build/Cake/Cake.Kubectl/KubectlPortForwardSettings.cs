namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl port-forward</c>. The tool timeout bounds its start; 30 s when null.</summary>
public sealed class KubectlPortForwardSettings : AutoToolSettings
{
    /// <summary>The local address to listen on; <c>localhost</c> when null.</summary>
    public string? Address { get; set; }

    /// <summary>The port, <c>local:remote</c>, or <c>:remote</c> for a free local one. Mandatory.</summary>
    public string? Port { get; set; }

    /// <summary>What to forward to, such as <c>service/prometheus-operated</c>. Mandatory.</summary>
    public string? Resource { get; set; }
}
