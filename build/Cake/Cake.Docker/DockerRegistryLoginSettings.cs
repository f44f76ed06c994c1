namespace Cake.Docker;

/// <summary>Settings of <c>docker login</c>.</summary>
public sealed class DockerRegistryLoginSettings : AutoToolSettings
{
    /// <summary>The password or token. It goes to the standard input, never into an argument.</summary>
    public string? Password
    {
        get => StandardInput;
        set => StandardInput = value;
    }

    /// <summary>The user.</summary>
    public string? Username { get; set; }
}
