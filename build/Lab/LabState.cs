using System.Text.Json;
using System.Text.Json.Serialization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab;

/// <summary>What the lab remembers between builds: <c>.lab/state.json</c>.</summary>
/// <remarks>
/// The generated reader sets what the file leaves out to null, past an initial value: each property sees to its own default.
/// </remarks>
public sealed record LabState
{
    private static readonly Lock Changing = new();

    /// <summary>The service that the lab is for; null before the first Deploy.</summary>
    public string? Service { get; init; }

    /// <summary>The port on 127.0.0.1 of everything that listens, by name.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init => field = value ?? field; } = new Dictionary<string, int>();

    /// <summary>The address of everything that a person can open, by name.</summary>
    public IReadOnlyDictionary<string, string> Urls { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>What is live, by environment.</summary>
    public IReadOnlyDictionary<string, LabEnvironment> Environments { get; init => field = value ?? field; } =
        new Dictionary<string, LabEnvironment>();

    /// <summary>Reads it; an empty one when there is none.</summary>
    /// <exception cref="DeliveryException">It is not what a build wrote.</exception>
    public static LabState Load(LabPaths paths)
    {
        if (!File.Exists(paths.State))
        {
            return new();
        }

        try
        {
            var state = JsonSerializer.Deserialize(
                SmallFile.Read(paths.State), LabJson.Default.LabState) ?? throw new JsonException("it is null");
            return state.Environments.Values.All(
                live => live?.Replicas?.Contains(null!) == false) ? state : throw new JsonException("it lists a null");
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception) || exception is IOException)
        {
            throw new DeliveryException(
                $"{paths.State} cannot be read",
                ForeignJson.Explained(exception),
                "./build.sh --target=LabDown, then deploy again",
                exception);
        }
    }

    /// <summary>The port of something that listens.</summary>
    /// <exception cref="DeliveryException">It has none: no build of this version wrote the file.</exception>
    public int PortOf(string name) => Ports.TryGetValue(name, out var port) ? port : throw new DeliveryException(
        "what the lab remembers can't be used", $"state.json has no port {name}", "./build.sh --target=LabDown, then deploy again");

    /// <summary>The same with another environment, or another state of one.</summary>
    public LabState With(string environment, LabEnvironment live) =>
        this with { Environments = new Dictionary<string, LabEnvironment>(Environments) { [environment] = live } };

    /// <summary>The same with another port, which only programs use.</summary>
    public LabState WithInnerPort(string name, int port) => this with { Ports = new Dictionary<string, int>(Ports) { [name] = port } };

    /// <summary>The same with another port, and its address for people.</summary>
    public LabState WithPort(string name, int port) => WithInnerPort(name, port) with
    {
        Urls = new Dictionary<string, string>(Urls) { [name] = $"http://localhost:{port}/" },
    };

    /// <summary>
    /// Itself, where it is a service's or nobody's: a lab is one service's, for two would take each other's environments for their own.
    /// </summary>
    /// <exception cref="DeliveryException">It is another's.</exception>
    public LabState For(DeliveredService service) => Service is null || Service == service.Name ? this : throw new DeliveryException(
        $"this is not the lab of {service.Name}",
        $"{Service} runs in it",
        $"give the settings file of {Service} (--settings), end it (./build.sh --target=LabDown), or use another checkout");

    /// <summary>Changes it, one change at a time: services may be started at once.</summary>
    /// <returns>What it is now.</returns>
    public static LabState Change(LabPaths paths, Func<LabState, LabState> change)
    {
        lock (Changing)
        {
            var changed = change(Load(paths));
            changed.Save(paths);
            return changed;
        }
    }

    public void Save(LabPaths paths) =>
        AtomicFile.WriteAllBytes(paths.State, JsonSerializer.SerializeToUtf8Bytes(this, LabJson.Default.LabState));
}

/// <summary>An environment that was deployed.</summary>
/// <param name="Namespace">The namespace of its objects.</param>
/// <param name="Commit">The commit of the GitOps repository.</param>
/// <param name="Image">The image with its digest.</param>
/// <param name="Replicas">Its pods.</param>
public sealed record LabEnvironment(string Namespace, string Commit, string Image, IReadOnlyList<LabReplica> Replicas)
{
    /// <summary>Whether the commit's rollout came to its end. One that failed, or was interrupted, leaves replicas of before.</summary>
    public bool IsRolledOut { get; init; }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LabState))]
[JsonSerializable(typeof(string))]
internal sealed partial class LabJson : JsonSerializerContext
{
    /// <summary>A text in quotes, as JSON has it, and YAML takes it, whatever is in it.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, Default.String);
}

/// <summary>What is live in the lab's environments, as rendered manifests.</summary>
internal sealed class LabManifests(LabPaths paths)
{
    /// <summary>Keeps what was deployed to an environment.</summary>
    public void Keep(string environment, string yaml) => AtomicFile.WriteIfChanged(FileOf(environment), yaml);

    /// <summary>What was rendered for an environment at its last deployment; empty when there was none.</summary>
    public string TextOf(string environment) => File.Exists(FileOf(environment)) ? File.ReadAllText(FileOf(environment)) : "";

    /// <summary>The objects of every environment that was ever deployed, by its name.</summary>
    public IReadOnlyDictionary<string, ManifestSet> All() => Directory.Exists(paths.Environments)
        ? Directory.EnumerateDirectories(paths.Environments)
            .Select(folder => Path.GetFileName(folder))
            .ToDictionary(environment => environment, environment => ManifestSet.Parse(TextOf(environment), $"environment {environment}"))
        : new Dictionary<string, ManifestSet>();

    private string FileOf(string environment) => Path.Combine(paths.Environments, environment, "live.yaml");
}
