namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl version</c>.</summary>
public sealed class KubectlVersionSettings : AutoToolSettings
{
    /// <summary>Whether to tell the version of the client alone, without asking the server.</summary>
    public bool? Client { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }
}
