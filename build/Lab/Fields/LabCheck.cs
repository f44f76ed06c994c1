using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Reading;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Lab.Replicas;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Lab.Fields;

/// <summary>
/// Refuses manifests that the lab would run otherwise than a cluster, before anything is built, and again before they run.
/// </summary>
public sealed class LabCheck(IManifestRenderer renderer, ReplicaRuntimes runtimes, LabSecrets secrets, DeliveredService service)
{
    internal const string ToCluster = "--kube-context=<context> delivers it to a cluster";

    /// <summary>Checks an overlay.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="DeliveryException">The lab can't do all that the manifests ask for.</exception>
    public async Task RequireAsync(string folder, string name, CancellationToken cancellationToken) =>
        await RequireAsync(ManifestSet.Parse(await renderer.RenderAsync(folder, cancellationToken), name), cancellationToken);

    /// <summary>Checks rendered manifests.</summary>
    /// <returns>What will be left out, in words; nothing that changes what the service does.</returns>
    /// <exception cref="DeliveryException">The lab can't do all that they ask for.</exception>
    public async Task<IReadOnlyList<string>> RequireAsync(ManifestSet set, CancellationToken cancellationToken)
    {
        var hasEngine = await runtimes.HasEngineAsync(cancellationToken);
        var walks = set.Objects.Zip(YamlDocuments.Parse(set.Yaml, set.Source))
            .Where(pair => LabFields.ByKind.ContainsKey(pair.First.Metadata.Kind))
            .Select(pair => (
                Item: pair.First,
                Walk: new LabFieldWalk(pair.First.Metadata.Kind, hasEngine).Through((YamlMappingNode)pair.Second)))
            .ToList();
        List<LabObstacle> obstacles =
        [
            .. Kinds(set),
            .. walks.SelectMany(
                found => found.Walk.Refused.Select(refused => new LabObstacle(found.Item, refused.Path, refused.Why, ToCluster))),
            .. set.All<Deployment>().Take(1).SelectMany(
                deployment => References(set, deployment).Concat(Pod(deployment, hasEngine)).Concat(Ports(set, deployment, hasEngine))),
            .. set.All<ServiceMonitor>().SelectMany(monitor => Labels(monitor).Concat(Credentials(set, monitor))),
        ];
        return obstacles switch
        {
            [] => LeftOut(set, [.. walks.Select(found => found.Walk)]),
            [var only] => throw new DeliveryException($"{only.Object} can't run in the lab", only.Reason, only.Next),
            _ => throw new DeliveryException(
                "the lab can't run what these manifests ask for",
                string.Join("\n  ", obstacles.Select(obstacle => obstacle.ToString()).Prepend("")),
                $"fix what each line names; {ToCluster}"),
        };
    }

    private static IReadOnlyList<string> LeftOut(ManifestSet set, List<LabFieldWalk> walks)
    {
        var kinds = set.Objects.Select(item => item.Metadata.Kind).Where(kind => !LabFields.ByKind.ContainsKey(kind))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var noted = walks.SelectMany(walk => walk.Noted).Distinct().Order(StringComparer.Ordinal).ToList();
        var notEnforced = walks.SelectMany(walk => walk.NotEnforced).Distinct().Order(StringComparer.Ordinal).ToList();
        return
        [
            .. Said("not run in the lab", kinds),
            .. Said("without a meaning in the lab", noted),
            .. Said("not enforced without a container engine", notEnforced),
        ];

        static IEnumerable<string> Said(string what, List<string> items) => items.Count > 0 ? [$"{what}: {string.Join(", ", items)}"] : [];
    }

    private IEnumerable<LabObstacle> Kinds(ManifestSet set)
    {
        var hasOwn = set.All<Deployment>().Any();
        foreach (var item in set.Objects)
        {
            if (LabFields.RefusedKinds.TryGetValue(item.Metadata.Kind, out var why))
            {
                var next = hasOwn
                    ? ToCluster
                    : "write it as a Deployment: neither the lab nor a cluster's proof knows the replicas of another kind";
                yield return new(item, "kind", $"it is a {item.Metadata.Kind}, and {why}", next);
            }
        }

        var deployments = set.All<Deployment>().ToList();
        var own = deployments.Find(deployment => deployment.Metadata.Name == service.Name) ?? deployments.FirstOrDefault();
        foreach (var beside in deployments.Where(deployment => deployment != own))
        {
            yield return new(beside, "kind", $"it is a second workload besides {own}, and the lab runs one Deployment", ToCluster);
        }
    }

    /// <summary>Every ConfigMap and Secret that pods refer to is there, with the keys that they name.</summary>
    private IEnumerable<LabObstacle> References(ManifestSet set, Deployment deployment)
    {
        var configuration = new PodConfiguration(set, deployment.Metadata.Namespace, secrets);
        foreach (var (reference, keys, path) in PodReference.Of(deployment))
        {
            var (why, next) = configuration.Lacks(reference, keys);
            if (why is not null)
            {
                yield return new(deployment, path, why, next!);
            }
        }
    }

    /// <summary>The Secrets that hold names and passwords of scrapes are there too.</summary>
    private IEnumerable<LabObstacle> Credentials(ManifestSet set, ServiceMonitor monitor)
    {
        var configuration = new PodConfiguration(set, monitor.Metadata.Namespace, secrets);
        foreach (var (number, endpoint) in monitor.Endpoints.Index())
        {
            foreach (var key in new[] { endpoint.BasicAuth?.Username, endpoint.BasicAuth?.Password }.OfType<ConfigurationKey>())
            {
                var (why, next) = configuration.Lacks(key.Source, [key.Key]);
                if (why is not null)
                {
                    yield return new(monitor, $"spec.endpoints[{number}].basicAuth", why, next!);
                }
            }
        }
    }

    /// <summary>
    /// A replica has ports for those that its container declares: Services lead to no other, and a process would take another from this
    /// computer.
    /// </summary>
    private static IEnumerable<LabObstacle> Ports(ManifestSet set, Deployment deployment, bool hasEngine)
    {
        const string Next = "declare it in the container's ports";
        var declared = deployment.Template.Containers.SelectMany(other => other.Ports).Select(port => port.Number).ToHashSet();
        foreach (var service in set.All<Service>().Where(service => service.Selects(deployment.Template.Labels)))
        {
            foreach (var (index, port) in service.Ports.Index())
            {
                if (NumberIn(port.TargetPort) is { } target && !declared.Contains(target))
                {
                    yield return new(
                        service, $"spec.ports[{index}]", $"it leads to port {target}, which no container of {deployment} declares", Next);
                }
            }
        }

        var container = deployment.Template.Containers[0];
        declared.UnionWith(Probes(container).Select(probe => NumberIn(probe.Probe?.Port)).OfType<int>());
        foreach (var (index, variable) in container.Environment.Index())
        {
            var others = PortRemapping.ListenedOn(variable.Name, variable.Value ?? "").Except(declared).ToList();
            if (!hasEngine && others.Count > 0)
            {
                yield return new(
                    deployment,
                    $"spec.template.spec.containers[0].env[{index}]",
                    $"{variable.Name} names port {others[0]}, which the container does not declare: each replica would take it from "
                        + "this computer",
                    Next);
            }
        }
    }

    private static int? NumberIn(string? port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<LabObstacle> Pod(Deployment deployment, bool hasEngine)
    {
        foreach (var (number, container) in deployment.Template.Containers.Take(1).Index())
        {
            var place = $"spec.template.spec.containers[{number}]";
            foreach (var variable in container.Environment.Where(variable => variable.FieldPath is not null))
            {
                if (PodFields.Obstacle(variable.FieldPath!, hasEngine) is { } why)
                {
                    yield return new(deployment, $"{place}.env, {variable.Name}, fieldPath", why, ToCluster);
                }
            }

            foreach (var (name, probe) in Probes(container))
            {
                if (ProbeObstacle(probe?.Command ?? [], hasEngine) is { } why)
                {
                    yield return new(deployment, $"{place}.{name}.exec.command", why, $"write httpGet, tcpSocket or grpc; {ToCluster}");
                }
            }

            foreach (var mount in container.Mounts)
            {
                if (PodVolumes.Obstacle(deployment.Template, container, mount) is { } why)
                {
                    yield return new(deployment, $"{place}.volumeMounts, {mount.Path}", why, ToCluster);
                }
            }
        }
    }

    /// <summary>Why the lab can't run the program of a probe; null when it can, or there is none.</summary>
    private static string? ProbeObstacle(IReadOnlyList<string> command, bool hasEngine) => command switch
    {
        [] => null,
        _ when hasEngine => "a container engine runs the replicas, and the lab's agent runs no programs in containers",
        [var program, ..] when !program.StartsWith('/') =>
            $"{program} would be one of this computer: a program of the image is named by its full path",
        _ when command.Skip(1).FirstOrDefault(argument => argument.StartsWith('/')) is { } path =>
            $"{path} would be a file of this computer: the replicas are processes, which have no root of their own",
        _ => null,
    };

    private static (string Name, Probe? Probe)[] Probes(Container container) =>
    [
        ("startupProbe", container.StartupProbe), ("readinessProbe", container.ReadinessProbe), ("livenessProbe", container.LivenessProbe),
    ];

    /// <summary>The labels by which a ServiceMonitor relabels are there, and the address of a target stays what the lab gives it.</summary>
    private static IEnumerable<LabObstacle> Labels(ServiceMonitor monitor)
    {
        foreach (var (number, endpoint) in monitor.Endpoints.Index())
        {
            foreach (var step in endpoint.Relabellings)
            {
                var place = $"spec.endpoints[{number}].relabelings";
                var meta = step.SourceLabels.Where(label => label.StartsWith("__meta_", StringComparison.Ordinal));
                if (meta.FirstOrDefault(label => !TargetFile.Knows(label)) is { } unknown)
                {
                    yield return new(monitor, place, $"it reads the label {unknown}, which targets of the lab do not have", ToCluster);
                }

                if (step.TargetLabel == "__address__")
                {
                    yield return new(
                        monitor, place, "it writes __address__, and replicas of the lab have addresses of their own", ToCluster);
                }
            }
        }
    }
}

/// <summary>What the lab can't do.</summary>
/// <param name="Path">The field.</param>
/// <param name="Next">The way out.</param>
internal sealed record LabObstacle(ManifestObject Object, string Path, string Why, string Next)
{
    public string Reason => $"{Path}: {Why}";

    public override string ToString() => Next == LabCheck.ToCluster ? $"{Object}, {Reason}" : $"{Object}, {Reason}. Next: {Next}";
}

/// <summary>A ConfigMap or Secret that a pod refers to, with the keys that it needs.</summary>
/// <param name="Reference">The object.</param>
/// <param name="Path">Where the pod says so.</param>
internal sealed record PodReference(ConfigurationReference Reference, IReadOnlyList<string> Keys, string Path)
{
    /// <summary>All references of the first container and of the volumes that it mounts.</summary>
    public static IEnumerable<PodReference> Of(Deployment deployment)
    {
        const string Spec = "spec.template.spec";
        var container = deployment.Template.Containers[0];
        foreach (var (index, source) in container.EnvironmentFrom.Index())
        {
            yield return new(source.Source, [], $"{Spec}.containers[0].envFrom[{index}]");
        }

        foreach (var (index, variable) in container.Environment.Index())
        {
            if (variable.Key is { } key)
            {
                yield return new(key.Source, [key.Key], $"{Spec}.containers[0].env[{index}].valueFrom");
            }
        }

        foreach (var (index, volume) in deployment.Template.Volumes.Index())
        {
            foreach (var source in volume.Files)
            {
                yield return new(source.Source, [.. source.Items.Select(item => item.Key)], $"{Spec}.volumes[{index}]");
            }
        }
    }
}
