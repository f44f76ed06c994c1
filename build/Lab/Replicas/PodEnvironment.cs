using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>The variables of a container, made as the kubelet makes them.</summary>
internal static class PodEnvironment
{
    /// <summary>
    /// Whole ConfigMaps and Secrets first, then variable by variable: each sees those before it, and the last of a name wins.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(ReplicaSpec spec, string pod)
    {
        var environment = new Dictionary<string, string>();
        foreach (var source in spec.Container.EnvironmentFrom)
        {
            foreach (var (key, value) in spec.Configuration.VariablesOf(source.Source))
            {
                environment[source.Prefix + key] = value;
            }
        }

        foreach (var variable in spec.Container.Environment)
        {
            if (ValueOf(variable, spec, pod, environment) is { } value)
            {
                environment[variable.Name] = value;
            }
        }

        return environment;
    }

    /// <summary>
    /// The kubelet's expansion (k8s.io/kubernetes/third_party/forked/golang/expansion): <c>$(NAME)</c> is the value, <c>$$</c> is <c>$</c>,
    /// and a name that is unknown stays as it is written.
    /// </summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> environment)
    {
        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                result.Append(text[at]);
                continue;
            }

            var end = text[at + 1] == '(' ? text.IndexOf(')', at + 2) : -1;
            if (end > 0)
            {
                var name = text[(at + 2)..end];
                result.Append(environment.TryGetValue(name, out var value) ? value : $"$({name})");
                at = end;
            }
            else
            {
                result.Append(text[at + 1] == '$' ? "$" : $"${text[at + 1]}");
                at++;
            }
        }

        return result.ToString();
    }

    private static string? ValueOf(
        EnvironmentVariable variable, ReplicaSpec spec, string pod, Dictionary<string, string> before) => variable switch
        {
            { Value: { } value } => Expand(value, before),
            { FieldPath: { } field } => PodFields.ValueOf(field, spec, pod),
            { Resource: { } resource } => PodFields.ValueOf(resource, spec),
            { Key: { } key } => KeyOf(key, spec),
            _ => throw new DeliveryException(
                $"{spec.Deployment} can't run in the lab",
                $"variable {variable.Name} comes from where the lab has nothing",
                "give it a value in the overlay"),
        };

    /// <summary>Null where the object, or its key, may be absent and is.</summary>
    private static string? KeyOf(ConfigurationKey key, ReplicaSpec spec)
    {
        var values = spec.Configuration.ValuesOf(key.Source);
        return values?.TryGetValue(key.Key, out var value) == true ? Encoding.UTF8.GetString(value)
            : key.Source.IsOptional ? null
            : throw new DeliveryException($"{spec.Deployment} can't run in the lab", $"{key.Source} has no key {key.Key}", "add the key");
    }
}

/// <summary>What a pod can learn about itself: the downward API.</summary>
internal static class PodFields
{
    private static readonly Regex Keyed = new(@"^metadata\.(?<map>labels|annotations)\['(?<key>[^']+)'\]\z");

    private const string PodIp = "status.podIP";
    private const string PodIps = "status.podIPs";
    private const string Loopback = "127.0.0.1";

    private static readonly string[] Known =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", PodIp, PodIps,
    ];

    /// <summary>Why a field can't be given; null when it can.</summary>
    public static string? Obstacle(string field, bool hasEngine) => (hasEngine, field) switch
    {
        (true, PodIp or PodIps) =>
            $"the address of a container is not known before it runs, so {field} can't be given by a container engine",
        _ when Known.Contains(field) || Keyed.IsMatch(field) => null,
        _ => $"the lab does not know the field {field}",
    };

    /// <summary>The value of a field.</summary>
    /// <exception cref="DeliveryException">The lab does not support the field.</exception>
    public static string ValueOf(string field, ReplicaSpec spec, string pod)
    {
        var @namespace = spec.Deployment.Metadata.Namespace ?? "default";
        return field switch
        {
            "metadata.name" => pod,
            "metadata.namespace" => @namespace,
            "metadata.uid" => PodUid.Of(@namespace, pod),
            "spec.nodeName" => Dns.GetHostName(),
            "spec.serviceAccountName" => spec.Deployment.Template.ServiceAccount,
            "status.hostIP" or "status.hostIPs" or PodIp or PodIps => Loopback,
            _ when Keyed.Match(field) is { Success: true } keyed =>
                MapOf(keyed.Groups["map"].Value).GetValueOrDefault(keyed.Groups["key"].Value) ?? "",
            _ => throw new DeliveryException(
                $"{spec.Deployment} can't run in the lab",
                $"the lab does not know the field {field}",
                "give the variable a value in the overlay"),
        };

        IReadOnlyDictionary<string, string> MapOf(string name) =>
            name == "labels" ? spec.Deployment.Template.Labels : spec.Deployment.Template.Annotations;
    }

    /// <summary>
    /// An amount divided by its divisor and rounded up. Without a limit it is what the computer has, as the kubelet gives it.
    /// </summary>
    public static string ValueOf(ResourceField resource, ReplicaSpec spec)
    {
        var (amounts, name) = resource.Name.Split('.', 2) is ["limits", var limit]
            ? (spec.Container.Resources.Limits, limit)
            : (spec.Container.Resources.Requests, resource.Name.Split('.', 2)[^1]);
        var isLimit = ReferenceEquals(amounts, spec.Container.Resources.Limits);
        var amount = amounts.TryGetValue(name, out var text) && Quantity.TryParse(text, out var written) ? written
            : !isLimit ? 0
            : name == "cpu" ? Environment.ProcessorCount
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var divisor = Quantity.TryParse(resource.Divisor, out var given) && given > 0 ? given : 1;

        // Decimals of millicores are not exact as binary fractions.
        return Math.Ceiling(Math.Round(amount / divisor, 6)).ToString("0", CultureInfo.InvariantCulture);
    }
}
