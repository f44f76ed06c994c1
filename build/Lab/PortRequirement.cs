using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Report.Doctor;

namespace GitOpsDemo.Lab;

/// <summary>The ports on 127.0.0.1 that the lab listens on. One that is taken is no obstacle: the lab uses the next free one.</summary>
/// <param name="paths">Where the lab is.</param>
/// <param name="environment">The environment that is delivered to.</param>
public sealed class PortRequirement(LabPaths paths, string environment, DeliveredService service) : IRequirement
{
    private readonly (string Part, int Port)[] _wellKnown =
    [
        (LabTraffic.PortName(environment), service.Port),
        (LabMonitoring.Prometheus, LabMonitoring.PrometheusPort),
        (LabMonitoring.Alertmanager, LabMonitoring.AlertmanagerPort),
        (LabRegistry.Name, LabRegistry.WellKnownPort),
    ];

    public string Name => "ports";

    public string Needs => $"{string.Join(", ", _wellKnown.Select(known => known.Port))}, or the next free ones";

    public Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var own = LabState.Load(paths).Ports;
        var taken = own.Values.ToHashSet();
        return Task.FromResult(string.Join(", ", _wellKnown.Select(known => Describe(known.Part, known.Port, own, taken))));
    }

    private static string Describe(string part, int wellKnown, IReadOnlyDictionary<string, int> own, HashSet<int> taken)
    {
        if (own.TryGetValue(part, out var port))
        {
            return $"{port} of the lab's {part}";
        }

        port = LabPorts.Choose(wellKnown, taken);
        taken.Add(port);
        return port == wellKnown ? $"{port} free" : $"{port} free ({wellKnown} is taken)";
    }
}
