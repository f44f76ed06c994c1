using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>The external programs that a delivery can need. Files and messages call them by <see cref="ToolNames.Name"/>.</summary>
[JsonConverter(typeof(ToolNameConverter))]
public enum Tool
{
    Helm,

    /// <summary>The Kubernetes client, which also renders overlays (<c>kubectl kustomize</c>).</summary>
    Kubectl,

    Prometheus,

    /// <summary>Checks and tests rules.</summary>
    Promtool,

    Alertmanager,

    /// <summary>Checks Alertmanager's configuration and routes.</summary>
    Amtool,

    /// <summary>The CNCF distribution server: an OCI registry.</summary>
    DockerRegistry,

    /// <summary>The Loki server, as a single program.</summary>
    Loki,

    Grafana,
}

/// <summary>Names of tools for people and files.</summary>
public static class ToolNames
{
    /// <summary>Those that a delivery can't do without. The lab runs the others for whoever asks for them.</summary>
    public static IReadOnlyList<Tool> Needed { get; } = [.. Enum.GetValues<Tool>().Except([Tool.Loki, Tool.Grafana])];

    /// <summary>The program's usual name, such as <c>docker-registry</c>.</summary>
    public static string Name(this Tool tool) => JsonNamingPolicy.KebabCaseLower.ConvertName(tool.ToString());
}

/// <summary>Writes <see cref="Tool.DockerRegistry"/> as <c>docker-registry</c>; reads nothing but these names.</summary>
internal sealed class ToolNameConverter() : JsonStringEnumConverter<Tool>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary>What a program must fulfil, wherever it comes from.</summary>
/// <param name="Programs">The file names that it may have on PATH, without <c>.exe</c>.</param>
/// <param name="Minimum">The oldest version that can be used.</param>
/// <param name="VersionArguments">The arguments that make it print its version.</param>
public sealed record ToolRequirement(IReadOnlyList<string> Programs, Version Minimum, IReadOnlyList<string> VersionArguments);
