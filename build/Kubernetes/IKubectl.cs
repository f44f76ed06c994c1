using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>What the delivery asks of kubectl, always in the one context that it was made for.</summary>
/// <remarks>Every method throws <see cref="DeliveryException"/> with kubectl's own reason when kubectl fails.</remarks>
public interface IKubectl
{
    /// <summary>Asks the API server for its version.</summary>
    Task<ServerVersion> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Whether the user of the context may do something.</summary>
    Task<bool> CanIAsync(ResourceAccess access, CancellationToken cancellationToken);

    /// <summary>Reads objects as the API has them; none where none matches, and where the cluster does not know the kind.</summary>
    Task<IReadOnlyList<JsonNode>> GetAsync(ObjectQuery query, CancellationToken cancellationToken);

    /// <summary>Whether an object exists. What it holds is not read: it may be a Secret.</summary>
    Task<bool> ExistsAsync(string kind, string name, string? ns, CancellationToken cancellationToken);

    /// <summary>The last lines that a container of a pod has written, also when it has ended.</summary>
    Task<string> LogsAsync(string pod, string container, string ns, int lines, CancellationToken cancellationToken);

    /// <summary>Hands on what the service's container of a pod writes, each line after the moment at which it was written.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="since">From when on; whole seconds count.</param>
    /// <param name="follows">Whether it goes on with what comes, until the container ends.</param>
    /// <param name="onLine">Called with each line, and with what kubectl says beside them; one at a time.</param>
    Task ReadLogsAsync(
        string pod, string ns, DateTimeOffset since, bool follows, Action<string> onLine, CancellationToken cancellationToken);

    /// <summary>Applies manifests server-side, and takes over fields that another manager owns.</summary>
    /// <param name="manifests">YAML, or one JSON document; it goes through standard input.</param>
    Task ApplyAsync(string manifests, CancellationToken cancellationToken);

    /// <summary>Lets the API server judge manifests as strictly as it can, and keep nothing.</summary>
    /// <param name="manifests">YAML or JSON; it goes through standard input.</param>
    Task DryRunAsync(string manifests, CancellationToken cancellationToken);

    /// <summary>
    /// What applying manifests would change, as <c>kubectl diff</c> prints it; empty when nothing. It hides what Secrets hold.
    /// </summary>
    /// <param name="manifests">YAML, or one JSON document; it goes through standard input.</param>
    Task<string> DiffAsync(string manifests, CancellationToken cancellationToken);

    /// <summary>Creates an object that does not exist yet.</summary>
    /// <param name="manifest">YAML or JSON, which may hold a secret: it goes through standard input.</param>
    Task CreateAsync(string manifest, CancellationToken cancellationToken);

    /// <summary>Sets an annotation on an object.</summary>
    Task AnnotateAsync(string kind, string name, string ns, string annotation, CancellationToken cancellationToken);

    /// <summary>Merges a patch into the status of an object.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="patch">YAML without secrets, and not in braces, which kubectl takes for JSON.</param>
    Task PatchStatusAsync(string kind, string name, string ns, string patch, CancellationToken cancellationToken);

    /// <summary>Sets how many pods of a Deployment are wanted.</summary>
    Task ScaleAsync(string deployment, string ns, int replicas, CancellationToken cancellationToken);

    /// <summary>Starts to forward a port of 127.0.0.1 to a service or a pod, and returns once it listens.</summary>
    /// <param name="service">Where it leads to.</param>
    /// <param name="localPort">The port to listen on; null for a free one.</param>
    Task<IPortForward> PortForwardAsync(ServicePortReference service, int? localPort, CancellationToken cancellationToken);
}

/// <summary>Which objects to read.</summary>
/// <param name="Kinds">One kind or several, such as <c>pods,events</c>.</param>
/// <param name="Namespace">The namespace to look in; every one, or none for kinds outside namespaces, when null.</param>
public sealed record ObjectQuery(string Kinds, string? Namespace)
{
    /// <summary>The name of the only object that is meant.</summary>
    public string? Name { get; init; }

    public string? Selector { get; init; }

    /// <summary>Whether to read who changed which fields when, too.</summary>
    public bool WithManagers { get; init; }
}

/// <summary>The version of an API server, and of the kubectl that asked it.</summary>
/// <param name="Number">Major and minor.</param>
/// <param name="Name">The whole name, such as <c>v1.36.0+k3s1</c>.</param>
public sealed record ServerVersion(Version Number, string Name)
{
    /// <summary>
    /// The largest difference of minor versions between kubectl and server
    /// (<see href="https://kubernetes.io/releases/version-skew-policy/"/>).
    /// </summary>
    public const int LargestSkew = 1;

    /// <summary>Major and minor of the kubectl that asked; null when it did not say.</summary>
    public Version? Client { get; init; }

    /// <summary>Whether Kubernetes supports a kubectl with this server.</summary>
    public bool Supports(Version client) => SkewTo(client) <= LargestSkew;

    /// <summary>How many minor versions a kubectl is away.</summary>
    public int SkewTo(Version client) => client.Major == Number.Major ? Math.Abs(client.Minor - Number.Minor) : int.MaxValue;

    /// <summary>Reads what <c>kubectl version --output json</c> prints.</summary>
    /// <exception cref="DeliveryException">It has no version of a server.</exception>
    public static ServerVersion Parse(string json)
    {
        return ForeignJson.Read(json, "the version of the API server", "kubectl version --output json", version =>
            version.At("serverVersion") is var server && server.Text("major") is { } major && server.Text("minor") is { } minor
                ? new ServerVersion(NumberOf(major, minor), server.Text("gitVersion") ?? $"v{major}.{minor}") { Client = ClientOf(version) }
                : throw new FormatException("kubectl did not tell it"));
    }

    private static Version? ClientOf(JsonNode version) =>
        version.Text("clientVersion", "major") is { } major && version.Text(
            "clientVersion", "minor") is { } minor ? NumberOf(major, minor) : null;

    private static Version NumberOf(string major, string minor) => new(Digits(major), Digits(minor));

    /// <summary>Managed clusters name their minor with a sign, such as <c>33+</c>.</summary>
    private static int Digits(string number) => int.Parse(number.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>A port of 127.0.0.1 that leads into the cluster until this is disposed.</summary>
public interface IPortForward : IDisposable
{
    int LocalPort { get; }

    /// <summary>Completes when it does not lead anywhere any more: its pod is gone.</summary>
    Task Ended { get; }
}

/// <summary>A port of a service in the cluster, or of a single pod.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Port">The number of the port.</param>
public sealed record ServicePortReference(string Namespace, string Service, int Port)
{
    /// <summary>What it is a port of: <c>service</c> or <c>pod</c>.</summary>
    public string Kind { get; init; } = "service";

    public override string ToString() => $"{Namespace}/{Service}:{Port}";
}

/// <summary>What several parts ask of kubectl.</summary>
internal static class KubectlExtensions
{
    /// <summary>
    /// Objects as one manifest: a list of the core API. kubectl takes an input that begins with <c>{</c> for one JSON document, so that
    /// documents between <c>---</c> are none.
    /// </summary>
    public static string Manifest(params IEnumerable<JsonObject> objects) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. objects]),
    }.ToJsonString();

    /// <summary>Makes sure that a namespace exists.</summary>
    public static async Task EnsureNamespaceAsync(this IKubectl kubectl, string name, CancellationToken cancellationToken)
    {
        if (!await kubectl.ExistsAsync("namespace", name, ns: null, cancellationToken))
        {
            var manifest = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = name },
            };
            await kubectl.ApplyAsync(manifest.ToJsonString(), cancellationToken);
        }
    }
}
