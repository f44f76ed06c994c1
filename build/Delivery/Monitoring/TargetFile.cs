using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>
/// What Prometheus would discover in a namespace of a cluster (role <c>endpointslice</c>), as a file for its <c>file_sd_configs</c>: the
/// same <c>__meta_kubernetes_*</c> labels, so that the same relabelling keeps, drops and names targets
/// (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#endpointslice).
/// </summary>
public static class TargetFile
{
    private static readonly Regex NotInLabelName = new("[^a-zA-Z0-9_]");

    private const string Meta = "__meta_kubernetes_";

    /// <summary>What is written below, without its beginning; with <c>_</c> at its end a beginning itself.</summary>
    private static readonly string[] Known =
    [
        "namespace", "service_name", "service_label_", "service_labelpresent_",
        "endpointslice_port_name", "endpointslice_address_target_kind", "endpointslice_address_target_name",
        "endpointslice_endpoint_conditions_ready",
        "pod_name", "pod_ip", "pod_host_ip", "pod_node_name", "pod_phase", "pod_ready",
        "pod_label_", "pod_labelpresent_", "pod_annotation_", "pod_annotationpresent_",
        "pod_container_name", "pod_container_port_name", "pod_container_port_number", "pod_container_port_protocol",
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string PathOf(string folder, string @namespace) => Path.Combine(folder, $"{@namespace}.json");

    /// <summary>
    /// The file's text: one target for each pod behind each port of each Service, and one for each further port of such a pod, which has no
    /// name of a Service's port.
    /// </summary>
    /// <param name="services">Services of one namespace.</param>
    /// <param name="pods">Pods of the same namespace.</param>
    public static string Write(IEnumerable<Service> services, IEnumerable<PodTarget> pods)
    {
        var all = pods.ToList();
        var targets =
            from service in services
            from pod in all
            where service.Metadata.Namespace == pod.Namespace && service.Selects(pod.Labels)
            from podPort in pod.Ports
            let leads = service.Ports.Where(port => Leads(port, podPort)).DefaultIfEmpty()
            where service.Ports.Any(port => pod.Ports.Any(candidate => Leads(port, candidate)))
            from port in leads
            select new { targets = new[] { podPort.Address }, labels = Labels(service, port, pod, podPort) };
        return JsonSerializer.Serialize(targets, Indented);
    }

    private static bool Leads(ServicePort port, PodPort podPort) =>
        port.TargetPort == podPort.Name || port.TargetPort == $"{podPort.Number}";

    /// <summary>Whether targets have a label of the discovery, where a Service or a pod has what it is taken from.</summary>
    public static bool Knows(string label) => label.StartsWith(Meta, StringComparison.Ordinal)
        && Known.Any(known => known[^1] == '_' ? label.StartsWith(Meta + known, StringComparison.Ordinal) : label == Meta + known);

    /// <summary>A label's name as Prometheus can write it.</summary>
    internal static string Sanitize(string label) => NotInLabelName.Replace(label, "_");

    private static SortedDictionary<string, string> Labels(Service service, ServicePort? port, PodTarget pod, PodPort podPort)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [$"{Meta}namespace"] = pod.Namespace,
            [$"{Meta}service_name"] = service.Metadata.Name,
            [$"{Meta}pod_name"] = pod.Name,
            [$"{Meta}pod_ip"] = podPort.Address.Split(':')[0],
            [$"{Meta}pod_host_ip"] = podPort.Address.Split(':')[0],
            [$"{Meta}pod_node_name"] = Dns.GetHostName(),
            [$"{Meta}pod_container_port_protocol"] = "TCP",
            [$"{Meta}pod_phase"] = "Running",
            [$"{Meta}pod_ready"] = "true",
            [$"{Meta}pod_container_name"] = podPort.Container,
            [$"{Meta}pod_container_port_name"] = podPort.Name ?? "",
            [$"{Meta}pod_container_port_number"] = $"{podPort.Number}",
        };
        if (port is not null)
        {
            labels[$"{Meta}endpointslice_port_name"] = port.Name ?? "";
            labels[$"{Meta}endpointslice_address_target_kind"] = "Pod";
            labels[$"{Meta}endpointslice_address_target_name"] = pod.Name;
            labels[$"{Meta}endpointslice_endpoint_conditions_ready"] = "true";
        }

        Add(labels, $"{Meta}service_label", service.Metadata.Labels);
        Add(labels, $"{Meta}pod_label", pod.Labels);
        Add(labels, $"{Meta}pod_annotation", pod.Annotations);
        return labels;
    }

    private static void Add(SortedDictionary<string, string> labels, string prefix, IReadOnlyDictionary<string, string> from)
    {
        foreach (var (name, value) in from)
        {
            labels[$"{prefix}_{Sanitize(name)}"] = value;
            labels[$"{prefix}present_{Sanitize(name)}"] = "true";
        }
    }
}

/// <summary>A port of a running pod and where it is reached.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="Name">The port's name, or null.</param>
/// <param name="Number">The port's number in the manifest.</param>
/// <param name="Address">Where it really listens, as <c>host:port</c>.</param>
public sealed record PodPort(string Container, string? Name, int Number, string Address);

/// <summary>A pod that runs on this computer, as Prometheus' discovery sees it.</summary>
public sealed record PodTarget(
    string Namespace, string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<PodPort> Ports)
{
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
