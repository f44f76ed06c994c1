using System.Globalization;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A container of a pod.</summary>
/// <param name="Name">Its name, unique in the pod.</param>
/// <param name="Image">The image reference.</param>
/// <param name="Command">What replaces the image's entry point; empty to keep it.</param>
/// <param name="Args">What replaces the image's command; empty to keep it.</param>
/// <param name="Environment">The variables, in order.</param>
/// <param name="Ports">The ports it listens on.</param>
/// <param name="Resources">What it needs and may use.</param>
/// <param name="StartupProbe">Tells when it has started, or null.</param>
/// <param name="ReadinessProbe">Tells whether it gets traffic, or null.</param>
/// <param name="LivenessProbe">Tells whether it must be restarted, or null.</param>
/// <param name="SecurityContext">What it says itself; see <see cref="Kinds.SecurityContext.Over"/>.</param>
public sealed record Container(
    string Name,
    string Image,
    IReadOnlyList<string> Command,
    IReadOnlyList<string> Args,
    IReadOnlyList<EnvironmentVariable> Environment,
    IReadOnlyList<ContainerPort> Ports,
    ContainerResources Resources,
    Probe? StartupProbe,
    Probe? ReadinessProbe,
    Probe? LivenessProbe,
    SecurityContext SecurityContext)
{
    /// <summary>How long the kubelet waits before SIGTERM (<c>lifecycle.preStop.sleep</c>); null where it does not. The lab does not read it.</summary>
    [JsonIgnore]
    public TimeSpan? PreStopSleep { get; init; }

    /// <summary>The number of a port given by its name or its number; null when the name is none of the container's.</summary>
    public int? PortNumber(string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Ports.FirstOrDefault(candidate => candidate.Name == port)?.Number;

    /// <summary>The literal value of a variable, or null where it has none.</summary>
    public string? LiteralValue(string variable) => Environment.LastOrDefault(v => v.Name == variable)?.Value;
}
