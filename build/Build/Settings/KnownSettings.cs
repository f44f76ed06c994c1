using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests.Policy;

namespace GitOpsDemo.Build.Settings;

/// <summary>The table of every key that a settings file may have. What is also an option is checked as that option is.</summary>
internal static class KnownSettings
{
    private static readonly Regex NamePattern = new(@"^[a-z]([a-z0-9-]{0,28}[a-z0-9])?\z");
    private static readonly Regex LabelPattern = new(@"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z");
    private static readonly Regex RequestPathPattern = new(@"^/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*\z");
    private static readonly Regex VariablePattern = new(@"^[A-Za-z_][A-Za-z0-9_]*\z");

    /// <summary>The value of <see cref="ClusterMonitoring"/> that keeps the build from installing any.</summary>
    public const string Existing = "existing";

    private const string Installed = "installed";
    private const int LargestPort = 65_535;
    private const int MostItems = 20;
    private const int LongestReason = 300;

    public static readonly Setting Service = new("service", Text(ProblemOfName)) { IsRequired = true };
    public static readonly Setting Port = new("port", ProblemOfPort);
    public static readonly Setting Solution = new("solution", Text(ProblemOfPath)) { IsRequired = true };
    public static readonly Setting Project = new("project", Text(ProblemOfPath)) { IsRequired = true };
    public static readonly Setting ImageRepository = new("imageRepository", Text(KnownOptions.ImageRepository.ProblemWith));
    public static readonly Setting Manifests = new("manifests", Text(ProblemOfPath));
    public static readonly Setting Monitoring = new("monitoring", Text(ProblemOfPath));
    public static readonly Setting Charts = new("charts", Text(ProblemOfPath));
    public static readonly Setting ClusterMonitoring = new("clusterMonitoring", Text(ProblemOfMonitoring));
    public static readonly Setting Environments = new("environments", ProblemOfEnvironments);
    public static readonly Setting Production = new("production", Text(ProblemOfName));
    public static readonly Setting GitOpsPath = new("gitOpsPath", Text(KnownOptions.GitOpsPath.ProblemWith));

    public static readonly Setting SignCommits = new("signCommits", Flag);

    public static readonly Setting Layout = new("layout", Text(ProblemOfLayout));
    public static readonly Setting SharedManifests = new("sharedManifests", List(ProblemOfPath));
    public static readonly Setting KustomizeHelm = new("kustomizeHelm", Flag);
    public static readonly Setting Policy = new("policy", ProblemOfPolicy);
    public static readonly Setting MonitoringRelease = new("monitoringRelease", Text(ProblemOfLabel));
    public static readonly Setting Severities = new("severities", List(ProblemOfLabel));
    public static readonly Setting RequestPath = new("requestPath", Text(ProblemOfRequestPath));
    public static readonly Setting LogTraceId = new("logTraceId", Flag);

    public static readonly Setting Dockerfile = new("dockerfile", Text(ProblemOfPath));
    public static readonly Setting DockerContext = new("dockerContext", Text(value => value == "." ? null : ProblemOfPath(value)));
    public static readonly Setting BaseImage = new("baseImage", Text(ProblemOfImage));
    public static readonly Setting InvariantGlobalization = new("invariantGlobalization", Flag);
    public static readonly Setting UserId = new("userId", ProblemOfUserId);
    public static readonly Setting PlainHttpRegistries = new("plainHttpRegistries", List(ProblemOfRegistry));
    public static readonly Setting Servers = new("servers", ProblemOfServers);
    public static readonly Setting Lab = new("lab", ProblemOfLab);
    public static readonly Setting TransparencyLog = new("transparencyLog", Flag);
    public static readonly Setting Promotion = new("promotion", PromotionReader.ProblemOf);
    public static readonly Setting Analysis = new("analysis", AnalysisReader.ProblemOf);
    public static readonly Setting Notifications = new("notifications", NotificationSettings.ProblemOf);

    /// <summary>The key of <see cref="Lab"/> that names environment variables for Secrets.</summary>
    public const string LabSecrets = "secrets";

    /// <summary>The keys of <see cref="Servers"/> that stand for registries and for forges; the others are the names of the APIs.</summary>
    public const string RegistryServer = "registry";

    /// <inheritdoc cref="RegistryServer"/>
    public const string ForgeServer = "forge";

    public const string CaFile = "caFile";
    public const string CertFile = "certFile";
    public const string KeyFile = "keyFile";

    /// <summary>The keys of <see cref="Servers"/>.</summary>
    private static readonly string[] ServerNames = [.. Enum.GetValues<ServiceApi>().Select(NameOf), RegistryServer, ForgeServer];

    private static readonly Dictionary<string, Func<JsonElement, string?>> ServerFiles =
        new[] { CaFile, CertFile, KeyFile }.ToDictionary(key => key, _ => Text(PlainValue.ProblemOf));

    /// <summary>For editors: what describes the file.</summary>
    private static readonly Setting Schema = new("$schema", Text(_ => null));

    /// <summary>All of them, in the order of the schema.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        Schema, Service, Port, Solution, Project, ImageRepository, Manifests, Monitoring, Charts, ClusterMonitoring, Environments,
        Production, GitOpsPath, SignCommits, Layout, SharedManifests, KustomizeHelm, Policy, MonitoringRelease, Severities, RequestPath,
        LogTraceId, Dockerfile, DockerContext, BaseImage, InvariantGlobalization, UserId, PlainHttpRegistries, Servers, Lab,
        TransparencyLog, Promotion, Analysis, Notifications,
        .. PlaceSettings.Options.Select(option => new Setting(option.Setting!, Text(option.ProblemWith))),
    ];

    /// <summary>What an API is called in the file, such as <c>argoCd</c>.</summary>
    public static string NameOf(ServiceApi api) => JsonNamingPolicy.CamelCase.ConvertName(api.ToString());

    /// <summary>The check of a text.</summary>
    /// <param name="problem">Says what is wrong with it; null when nothing is.</param>
    public static Func<JsonElement, string?> Text(Func<string, string?> problem) => value =>
        value.ValueKind == JsonValueKind.String ? problem(value.GetString()!) : $"it is {Shape(value)} and has to be a text";

    private static Func<JsonElement, string?> List(Func<string, string?> problem) => value =>
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            return "it has to be a list of texts";
        }

        List<string> items = [.. value.EnumerateArray().Select(item => item.GetString()!)];
        return items.Count is 0 or > MostItems ? $"it has {items.Count} items; 1 to {MostItems} are allowed"
            : items.Distinct().Count() < items.Count ? "an item is repeated"
            : items.Select(problem).FirstOrDefault(found => found is not null);
    };

    /// <summary>Names in a list, or as the keys of an object that says of each what its place has of its own.</summary>
    private static string? ProblemOfEnvironments(JsonElement value) => value.ValueKind != JsonValueKind.Object
        ? List(ProblemOfName)(value)
        : value.EnumerateObject().Count() is var count && count is 0 or > MostItems
            ? $"it has {count} items; 1 to {MostItems} are allowed"
            : value.EnumerateObject().Select(
                place => ProblemOfName(place.Name) ?? PlaceSettings.ProblemOf(place)).FirstOrDefault(found => found is not null);

    /// <summary>The check of true or false.</summary>
    public static string? Flag(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"it is {Shape(value)} and has to be true or false";

    private static string? ProblemOfPolicy(JsonElement value) => value.ValueKind != JsonValueKind.Object
        ? $"it is {Shape(value)} and has to be an object of requirements and reasons"
        : value.EnumerateObject().Select(ProblemOfExemption).FirstOrDefault(found => found is not null);

    private static string? ProblemOfExemption(JsonProperty exemption)
    {
        var id = Untrusted.Shown(exemption.Name);
        if (!PolicySettings.Ids.Contains(exemption.Name))
        {
            return $"no requirement that can be turned off is called '{id}'{Nearest.Hint(id, PolicySettings.Ids).TrimEnd('.')}";
        }

        if (exemption.Value.ValueKind != JsonValueKind.String)
        {
            return $"{id}: it is {Shape(exemption.Value)} and has to be the reason, as a text";
        }

        var reason = exemption.Value.GetString()!;
        return PlainValue.ProblemOf(reason) is { } problem ? $"{id}: {problem}"
            : reason.Trim().Length is 0 or > LongestReason ? $"{id}: the reason must have 1 to {LongestReason} characters"
            : null;
    }

    private static string? ProblemOfLayout(string value)
    {
        if (PlainValue.ProblemOf(value) is { } problem)
        {
            return problem;
        }

        var example = value.Replace(OverlayFile.Placeholder, "e", StringComparison.Ordinal);
        return value.Split(OverlayFile.Placeholder) is [_, _] && RepositoryPath.IsInside(example)
            ? null
            : $"'{value}' is not a path with {OverlayFile.Placeholder} in it once, such as env/{OverlayFile.Placeholder}";
    }

    private static string? ProblemOfLabel(string value) =>
        PlainValue.ProblemOf(value) ?? (LabelPattern.IsMatch(value) ? null : $"'{value}' is not the value of a label");

    private static string? ProblemOfRequestPath(string value) =>
        PlainValue.ProblemOf(value) ?? (RequestPathPattern.IsMatch(value) ? null : $"'{value}' is not a path that begins with /");

    private static string? ProblemOfImage(string value)
    {
        try
        {
            return PlainValue.ProblemOf(value)
                ?? (ImageReference.Parse(value) is { Tag: null, Digest: null } ? "it names neither a tag nor a digest" : null);
        }
        catch (DeliveryException exception)
        {
            return exception.Why;
        }
    }

    private static string? ProblemOfRegistry(string value) =>
        PlainValue.ProblemOf(value)
            ?? (ImageReference.IsRegistry(value) ? null : $"'{value}' is not a registry, such as registry.lan:5000");

    /// <summary>Servers by name, and the PEM files of each.</summary>
    private static string? ProblemOfServers(JsonElement value) =>
        KeyedObject.ProblemIn(value, ServerNames.ToDictionary(name => name, Func<JsonElement, string?> (_) => ProblemOfServer));

    private static string? ProblemOfServer(JsonElement value) =>
        KeyedObject.ProblemIn(value, ServerFiles)
        ?? (value.TryGetProperty(KeyFile, out _) && !value.TryGetProperty(CertFile, out _) ? $"{KeyFile} without {CertFile}" : null);

    private static string? ProblemOfUserId(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) && id > 0
            ? null
            : "it is not the id of a user other than root, a whole number above 0";

    private static string? ProblemOfPort(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is > 0 and <= LargestPort
            ? null
            : $"it is not a whole number from 1 to {LargestPort}";

    /// <summary>
    /// Of a service or an environment: a name that can be a part of a namespace (<see href="https://www.rfc-editor.org/rfc/rfc1123"/>,
    /// 2.1), with room for the other part.
    /// </summary>
    public static string? ProblemOfName(string value) =>
        PlainValue.ProblemOf(value) ?? (NamePattern.IsMatch(value)
            ? null
            : $"'{value}' is not a name: at most 30 lower-case letters, digits and '-', beginning with a letter");

    private static string? ProblemOfMonitoring(string value) =>
        value is Installed or Existing ? null : $"'{Untrusted.Shown(value)}' is neither {Installed} nor {Existing}";

    private static string? ProblemOfPath(string value) =>
        PlainValue.ProblemOf(value) ?? (RepositoryPath.IsInside(value) ? null : $"'{value}' is not a path inside the repository");

    /// <summary>
    /// Secrets by name, their keys, and for each the name of an environment variable: a value would be in the repository.
    /// </summary>
    private static string? ProblemOfLab(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return $"it is {Shape(value)} and has to be an object";
        }

        if (value.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => name != LabSecrets) is { } unknown)
        {
            return $"there is no key '{Untrusted.Shown(unknown)}' in it, only {LabSecrets}";
        }

        var secrets = value.EnumerateObject().Select(property => property.Value).ToList();
        return secrets.Exists(all => all.ValueKind != JsonValueKind.Object
                || all.EnumerateObject().Any(secret => secret.Value.ValueKind != JsonValueKind.Object))
            ? $"{LabSecrets} has to be an object of Secrets, each an object of its keys"
            : secrets.SelectMany(all => all.EnumerateObject()).SelectMany(
                secret => secret.Value.EnumerateObject().Select(key => (Secret: secret.Name, Key: key)))
                .Where(
                    found => found.Key.Value.ValueKind != JsonValueKind.String || !VariablePattern.IsMatch(found.Key.Value.GetString()!))
                .Select(found => $"{LabSecrets}.{Untrusted.Shown(found.Secret)}.{Untrusted.Shown(found.Key.Name)} has to be the name "
                    + "of an environment variable, never a value")
                .FirstOrDefault();
    }

    private static string Shape(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => "a number",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        JsonValueKind.String => "a text",
        _ => "true or false",
    };
}

/// <summary>One key of the settings file.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Problem">Says what is wrong with a value; null when nothing is.</param>
internal sealed record Setting(string Key, Func<JsonElement, string?> Problem)
{
    /// <summary>Whether there is no default.</summary>
    public bool IsRequired { get; init; }
}
