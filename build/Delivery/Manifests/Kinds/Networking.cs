namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A v1 Service.</summary>
/// <param name="Metadata">What the object is called; a ServiceMonitor selects by its labels.</param>
/// <param name="Selector">Which pods it leads to.</param>
/// <param name="Ports">The ports that it offers.</param>
public sealed record Service(
    ObjectMetadata Metadata,
    IReadOnlyDictionary<string, string> Selector,
    IReadOnlyList<ServicePort> Ports) : ManifestObject(Metadata)
{
    /// <summary>Whether pods with these labels are behind the Service. Without a selector none are.</summary>
    public bool Selects(IReadOnlyDictionary<string, string> podLabels) =>
        Selector.Count > 0 && LabelSelector.ByLabels(Selector).Matches(podLabels);
}

/// <summary>A port of a Service.</summary>
/// <param name="Name">Its name, or null; a ServiceMonitor names it.</param>
/// <param name="Port">Its number on the Service.</param>
/// <param name="TargetPort">The pods' port, by name or number; the same number when not said.</param>
public sealed record ServicePort(string? Name, int Port, string TargetPort);

/// <summary>What lets requests in from outside of the cluster.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="Paths">What is let in, of all rules.</param>
/// <param name="HasDefaultBackend">Whether whatever matches no rule is let in as well.</param>
public abstract record Entrance(
    ObjectMetadata Metadata, IReadOnlyList<IngressPath> Paths, bool HasDefaultBackend) : ManifestObject(Metadata);

/// <summary>A networking.k8s.io/v1 Ingress.</summary>
/// <inheritdoc cref="Entrance"/>
public sealed record Ingress(ObjectMetadata Metadata, IReadOnlyList<IngressPath> Paths, bool HasDefaultBackend)
    : Entrance(Metadata, Paths, HasDefaultBackend);

/// <summary>A gateway.networking.k8s.io HTTPRoute, as far as it leads to Services of its own namespace.</summary>
/// <inheritdoc cref="Entrance"/>
public sealed record HttpRoute(
    ObjectMetadata Metadata, IReadOnlyList<IngressPath> Paths) : Entrance(Metadata, Paths, HasDefaultBackend: false);

/// <summary>A path that is let in.</summary>
/// <param name="Path">The path, as the service sees it.</param>
/// <param name="PathType"><c>Exact</c>, <c>Prefix</c>, <c>RegularExpression</c> or <c>ImplementationSpecific</c>.</param>
/// <param name="Service">The Service that requests are sent to, or null.</param>
/// <param name="Port">Its port, by name or number, or null.</param>
public sealed record IngressPath(string Path, string PathType, string? Service, string? Port)
{
    /// <summary>Whether the port is said by its name: one that is written in digits is no number.</summary>
    public bool IsByName { get; init; }

    public bool LeadsTo(ServicePort port) => (IsByName ? port.Name : $"{port.Port}") == Port;

    /// <summary>Whether a path is let in. What the implementation decides counts as the widest reading.</summary>
    public bool Admits(string path) => PathType switch
    {
        "Exact" => path == Path,
        // Its syntax is the implementation's: it may let anything in.
        "RegularExpression" => true,
        "Prefix" => $"{path.TrimEnd('/')}/".StartsWith($"{Path.TrimEnd('/')}/", StringComparison.Ordinal),
        _ => path.StartsWith(Path, StringComparison.Ordinal),
    };
}

/// <summary>A networking.k8s.io/v1 NetworkPolicy.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="PodSelector">Whose traffic it limits.</param>
/// <param name="PolicyTypes">The directions that it limits: <c>Ingress</c>, <c>Egress</c>.</param>
/// <param name="AdmitsAnyone">Whether a rule for incoming traffic names nobody, which lets everybody in.</param>
public sealed record NetworkPolicy(
    ObjectMetadata Metadata,
    LabelSelector PodSelector,
    IReadOnlyList<string> PolicyTypes,
    bool AdmitsAnyone) : ManifestObject(Metadata);

/// <summary>A policy/v1 PodDisruptionBudget.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="Selector">Whose pods it keeps.</param>
/// <param name="MinAvailable">How many must stay, as a number or per cent, or null.</param>
/// <param name="MaxUnavailable">How many may be missing, as a number or per cent, or null.</param>
public sealed record PodDisruptionBudget(
    ObjectMetadata Metadata,
    LabelSelector Selector,
    string? MinAvailable,
    string? MaxUnavailable) : ManifestObject(Metadata);
