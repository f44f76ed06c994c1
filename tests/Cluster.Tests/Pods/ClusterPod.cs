using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Cluster.Tests.Pods;

/// <summary>
/// What the kubelet starts a pod's container with, read from what the API server has, with its defaults. It shares no code with the lab.
/// </summary>
/// <param name="pod">The pod, as <c>kubectl get --output json</c> gives it.</param>
/// <param name="objects">The ConfigMaps and Secrets of its namespace, given likewise.</param>
internal sealed class ClusterPod(JsonNode pod, IReadOnlyList<JsonNode> objects)
{
    private static readonly Regex Reference = new(@"\$\$|\$\((?<name>[^)]*)\)");
    private static readonly Regex Keyed = new(@"^metadata\.(?<map>labels|annotations)\['(?<key>[^']+)'\]\z");

    private JsonNode Container => pod["spec"]!["containers"]![0]!;

    public IEnumerable<PodFact> Facts()
    {
        var environment = Environment();
        return
        [
            .. environment.Values,
            .. Items(Container["command"]).Select((part, index) => new PodFact($"command {index}", Expand((string)part!, environment))),
            .. Items(Container["args"]).Select((part, index) => new PodFact($"args {index}", Expand((string)part!, environment))),
            .. Items(Container["ports"]).Select(port => new PodFact($"port {port["name"]}", $"{port["containerPort"]}")),
            .. Items(Container["volumeMounts"]).SelectMany(Mount),
            .. new[] { "startupProbe", "readinessProbe", "livenessProbe" }.Where(name => Container[name] is not null)
                .Select(name => Probe(name, Container[name]!)),
        ];
    }

    private Dictionary<string, PodFact> Environment()
    {
        var result = new Dictionary<string, PodFact>();
        foreach (var source in Items(Container["envFrom"]))
        {
            var (kind, reference) = source["configMapRef"] is { } map ? ("ConfigMap", map) : ("Secret", source["secretRef"]!);
            foreach (var value in Values(kind, (string)reference["name"]!).Where(value => !value.IsBinary))
            {
                Add($"{source["prefix"]}{value.Key}", Encoding.UTF8.GetString(value.Content));
            }
        }

        foreach (var variable in Items(Container["env"]))
        {
            var (name, from) = ((string)variable["name"]!, variable["valueFrom"]);
            if (from is null)
            {
                Add(name, Expand((string?)variable["value"] ?? "", result));
            }
            else if (from["fieldRef"]?["fieldPath"] is { } path)
            {
                Add(name, Field((string)path!), (string)path!);
            }
            else if (from["resourceFieldRef"] is { } resource)
            {
                var amount = Amount(resource);
                Add(name, amount ?? "what the node has", amount is null ? $"resourceFieldRef {resource["resource"]}" : null);
            }
            else
            {
                var (kind, reference) = from["configMapKeyRef"] is { } map ? ("ConfigMap", map) : ("Secret", from["secretKeyRef"]!);
                foreach (var value in Values(kind, (string)reference["name"]!).Where(value => value.Key == (string)reference["key"]!))
                {
                    Add(name, Encoding.UTF8.GetString(value.Content));
                }
            }
        }

        return result;

        void Add(string name, string value, string? field = null) => result[name] = new($"env {name}", value, field);
    }

    private string Field(string path)
    {
        var node = Keyed.Match(path) is { Success: true } keyed
            ? pod["metadata"]![keyed.Groups["map"].Value]?[keyed.Groups["key"].Value]
            : path.Split('.').Aggregate((JsonNode?)pod, (found, part) => found?[part]);
        return node is JsonArray list ? string.Join(',', list.Select(item => item!["ip"])) : $"{node}";
    }

    /// <summary>An amount of the container's own; null where it has no such limit, for then it is the node's.</summary>
    private string? Amount(JsonNode reference)
    {
        var path = ((string)reference["resource"]!).Split('.', 2);
        if (!Quantity.TryParse($"{Container["resources"]?[path[0]]?[path[1]]}", out var amount))
        {
            return null;
        }

        var divisor = Quantity.TryParse($"{reference["divisor"]}", out var given) && given > 0 ? given : 1;
        return Math.Ceiling(Math.Round(amount / divisor, 6)).ToString("0", CultureInfo.InvariantCulture);
    }

    private IEnumerable<PodFact> Mount(JsonNode mount)
    {
        var (path, subPath) = ((string)mount["mountPath"]!, (string?)mount["subPath"]);
        var volume = Items(pod["spec"]!["volumes"]).Single(volume => (string)volume["name"]! == (string)mount["name"]!);
        var (type, content) = volume.AsObject().Single(property => property.Key != "name");
        IEnumerable<(string Kind, JsonNode Source)> sources = type switch
        {
            "configMap" => [("ConfigMap", content!)],
            "secret" => [("Secret", content!)],
            "projected" => Items(content!["sources"]).Select(
                source => source["configMap"] is { } map ? ("ConfigMap", map) : ("Secret", source["secret"] ?? new JsonObject())),
            _ => [],
        };
        var files = new Dictionary<string, byte[]>();
        foreach (var (kind, source) in sources)
        {
            var values = Values(kind, $"{source["name"] ?? source["secretName"]}").ToDictionary(value => value.Key, value => value.Content);
            var items = Items(source["items"]).Select(item => ((string)item["key"]!, (string)item["path"]!)).ToList();
            var wanted = items.Count > 0 ? items : values.Keys.Select(key => (key, key));
            foreach (var (key, file) in wanted.Where(item => values.ContainsKey(item.Item1)))
            {
                files[file] = values[key];
            }
        }

        return files.Select(file => PodFact.File(path, subPath, file.Key, file.Value)).OfType<PodFact>()
            .Prepend(new($"mount {path}", $"{type}{((bool?)mount["readOnly"] == true ? ", read only" : "")}"));
    }

    private static PodFact Probe(string name, JsonNode probe)
    {
        var asks = probe switch
        {
            _ when probe["httpGet"] is { } http =>
                $"{http["scheme"]} {http["port"]} {http["path"]} "
                + string.Join(' ', Items(http["httpHeaders"]).Select(header => $"{header["name"]}={header["value"]}")),
            _ when probe["tcpSocket"] is { } tcp => $"tcp {tcp["port"]}",
            _ when probe["grpc"] is { } grpc => $"grpc {grpc["port"]} {grpc["service"]}",
            _ => $"exec {string.Join(' ', Items(probe["exec"]!["command"]))}",
        };
        return PodFact.Probe(
            name,
            asks.TrimEnd(),
            Number("initialDelaySeconds"),
            Number("periodSeconds"),
            Number("timeoutSeconds"),
            Number("successThreshold"),
            Number("failureThreshold"));

        // Only a delay of 0 is left out.
        int Number(string key) => (int?)probe[key] ?? 0;
    }

    private IEnumerable<(string Key, byte[] Content, bool IsBinary)> Values(string kind, string name)
    {
        var found = objects.FirstOrDefault(item => (string?)item["kind"] == kind && (string?)item["metadata"]?["name"] == name);
        var isText = kind == "ConfigMap";
        foreach (var (key, value) in found?["data"]?.AsObject() ?? [])
        {
            yield return (key, isText ? Encoding.UTF8.GetBytes((string)value!) : Convert.FromBase64String((string)value!), IsBinary: false);
        }

        foreach (var (key, value) in found?["binaryData"]?.AsObject() ?? [])
        {
            yield return (key, Convert.FromBase64String((string)value!), IsBinary: true);
        }
    }

    private static string Expand(string text, Dictionary<string, PodFact> environment) => Reference.Replace(text, match =>
        match.Value == "$$" ? "$"
        : environment.TryGetValue(match.Groups["name"].Value, out var known) ? known.Value
        : match.Value);

    private static IEnumerable<JsonNode> Items(JsonNode? list) => list?.AsArray().OfType<JsonNode>() ?? [];
}
