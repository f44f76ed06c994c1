using System.Security.Cryptography;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Cluster.Tests.Pods;

/// <summary>Something that a container is started with.</summary>
/// <param name="Name">Such as <c>env POD_NAME</c>.</param>
/// <param name="Value">What it is; the content of a file as its digest.</param>
/// <param name="Field">The field of the pod that it is taken from, where it is.</param>
internal sealed record PodFact(string Name, string Value, string? Field = null)
{
    public static PodFact Probe(string name, string asks, int delay, int period, int timeout, int successes, int failures) =>
        new(name, $"{asks}, after {delay} s, each {period} s, within {timeout} s, {successes} to be good, {failures} to be bad");

    /// <summary>The file of a volume, where a mount shows it; null where that shows another part.</summary>
    public static PodFact? File(string mountPath, string? subPath, string path, byte[] content)
    {
        var place = subPath is null ? $"{mountPath}/{path}"
            : path == subPath ? mountPath
            : path.StartsWith($"{subPath}/", StringComparison.Ordinal) ? $"{mountPath}{path[subPath.Length..]}"
            : null;
        return place is null ? null : new($"file {place}", Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }
}

/// <summary>What the lab starts a replica with; what an engine's container gets. (A process has other port numbers: docs/lab.md.)</summary>
internal static class LabPod
{
    public static IEnumerable<PodFact> Facts(ReplicaSpec spec, string pod)
    {
        var environment = spec.EnvironmentOf(pod);
        return
        [
            .. environment.Select(variable => new PodFact($"env {variable.Key}", variable.Value)),
            .. spec.CommandOf(environment).Select((part, index) => new PodFact($"command {index}", part)),
            .. spec.ArgumentsOf(environment).Select((part, index) => new PodFact($"args {index}", part)),
            .. spec.Container.Ports.Select(port => new PodFact($"port {port.Name}", $"{port.Number}")),
            .. spec.Container.Mounts.SelectMany(mount => Mount(spec, mount)),
            .. Probe("startupProbe", spec.Container.StartupProbe),
            .. Probe("readinessProbe", spec.Container.ReadinessProbe),
            .. Probe("livenessProbe", spec.Container.LivenessProbe),
        ];
    }

    private static IEnumerable<PodFact> Mount(ReplicaSpec spec, VolumeMount mount)
    {
        var volume = spec.Deployment.Template.Volumes.Single(volume => volume.Name == mount.Volume);
        var files = new Dictionary<string, byte[]>();
        foreach (var source in volume.Files)
        {
            var values = spec.Configuration.ValuesOf(source.Source) ?? new Dictionary<string, byte[]>();
            var items = source.Items.Count > 0 ? source.Items.Select(item => (item.Key, item.Path)) : values.Keys.Select(key => (key, key));
            foreach (var (key, path) in items.Where(item => values.ContainsKey(item.Item1)))
            {
                files[path] = values[key];
            }
        }

        return files.Select(file => PodFact.File(mount.Path, mount.SubPath, file.Key, file.Value)).OfType<PodFact>()
            .Prepend(new($"mount {mount.Path}", $"{volume.Type}{(mount.IsReadOnly ? ", read only" : "")}"));
    }

    private static PodFact[] Probe(string name, Probe? probe)
    {
        if (probe is null)
        {
            return [];
        }

        var asks = probe switch
        {
            { HttpGet: { } http } =>
                $"{http.Scheme} {http.Port} {http.Path} {string.Join(' ', http.Headers.Select(header => $"{header.Key}={header.Value}"))}",
            { TcpPort: { } port } => $"tcp {port}",
            { Grpc: { } grpc } => $"grpc {grpc.Port} {grpc.Service}",
            _ => $"exec {string.Join(' ', probe.Command)}",
        };
        return
        [
            PodFact.Probe(
                name,
                asks.TrimEnd(),
                Seconds(probe.InitialDelay),
                Seconds(probe.Period),
                Seconds(probe.Timeout),
                probe.SuccessThreshold,
                probe.FailureThreshold),
        ];
    }

    private static int Seconds(TimeSpan time) => (int)time.TotalSeconds;
}
