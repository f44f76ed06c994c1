namespace Cake.Docker;

/// <summary>Settings of <c>docker ps</c>.</summary>
public sealed class DockerContainerPsSettings : AutoToolSettings
{
    /// <summary>Whether to list containers that have ended too.</summary>
    public bool? All { get; set; }

    /// <summary>What to list, such as <c>label=name=value</c>.</summary>
    public string? Filter { get; set; }

    /// <summary>A Go template for each line; <c>{{json .}}</c> gives a JSON object a line.</summary>
    public string? Format { get; set; }

    /// <summary>Whether to print IDs and commands in full.</summary>
    public bool? NoTrunc { get; set; }

    /// <summary>Whether to print IDs only.</summary>
    public bool? Quiet { get; set; }
}
