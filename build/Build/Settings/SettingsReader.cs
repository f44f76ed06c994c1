using System.Text.Json;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Settings;

/// <summary>Reads a settings file strictly. Like a wrong command line, a wrong file ends the build before any task runs.</summary>
/// <param name="root">The repository's top folder.</param>
internal sealed class SettingsReader(string root)
{
    /// <summary>The file that is read when no other is named.</summary>
    public const string DefaultFile = "build/settings.json";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Reads a file.</summary>
    /// <param name="file">
    /// Its path from the top folder, or its absolute path in another repository; null for <see cref="DefaultFile"/>.
    /// </param>
    /// <exception cref="CommandLineException">
    /// It is missing or not right: a key that is unknown, missing or there twice, a value that is none, a path that leads nowhere.
    /// </exception>
    public BuildSettings Read(string? file)
    {
        file ??= DefaultFile;
        if (Directory.Exists(Path.Combine(root, file)))
        {
            throw new CommandLineException($"{file} can't be used: it is a folder. Next: name the settings file in it.");
        }

        try
        {
            using var document = JsonDocument.Parse(SmallFile.Read(Path.Combine(root, file)), Strict);
            var values = Checked(document.RootElement);
            var top = OtherTop(file);
            var settings = Of(values) with { File = file, Root = top, Servers = ServersOf(values, top ?? root) };
            RequireFiles(settings);
            return settings;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandLineException(
                $"{file} can't be used: there is no {Path.Combine(root, file)}. "
                + $"Next: give --settings a path from {root}, or an absolute one.");
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException(
                $"{file} can't be used: {Nearest.Sentence(ForeignJson.Explained(exception))} "
                + "Next: correct it; build/settings.schema.json describes every key.");
        }
    }

    /// <summary>The top folder of another repository that a file is in; null for the build's own.</summary>
    private string? OtherTop(string file)
    {
        var full = Path.GetFullPath(Path.Combine(root, file));
        if (full.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return null;
        }

        for (var at = Path.GetDirectoryName(full); at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                return at;
            }
        }

        throw new JsonException("it is in no git repository, from whose top folder its paths could begin");
    }

    private static Dictionary<string, JsonElement> Checked(JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("it is not a JSON object");
        }

        var values = file.EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        foreach (var (key, value) in values)
        {
            var setting = KnownSettings.All.FirstOrDefault(known => known.Key == key) ?? throw new JsonException(
                $"there is no key '{Untrusted.Shown(key)}'{Nearest.Hint(key, KnownSettings.All.Select(known => known.Key))}");
            if (setting.Problem(value) is { } problem)
            {
                throw new JsonException($"{key}: {problem}");
            }
        }

        return KnownSettings.All.FirstOrDefault(setting => setting.IsRequired && !values.ContainsKey(setting.Key)) is { } missing
            ? throw new JsonException($"the key {missing.Key} is missing")
            : values;
    }

    private static BuildSettings Of(Dictionary<string, JsonElement> values)
    {
        var name = Text(KnownSettings.Service)!;
        var manifests = Text(KnownSettings.Manifests) ?? "k8s";
        var environments = Names(KnownSettings.Environments) ?? ["dev", "staging", "prod"];
        var production = Text(KnownSettings.Production);
        if (production is not null && !environments.Contains(production))
        {
            throw new JsonException($"production: '{production}' is not one of the environments");
        }

        return new()
        {
            Service = new(name, values.TryGetValue(KnownSettings.Port.Key, out var port) ? port.GetInt32() : 8080),
            Solution = Text(KnownSettings.Solution)!,
            Project = Text(KnownSettings.Project)!,
            ImageRepository = Text(KnownSettings.ImageRepository) ?? name,
            Manifests = manifests,
            Monitoring = Text(KnownSettings.Monitoring) ?? "monitoring",
            Charts = Text(KnownSettings.Charts) ?? "build/charts.json",
            UsesExistingMonitoring = Text(KnownSettings.ClusterMonitoring) == KnownSettings.Existing,
            Environments = environments,
            Production = production ?? environments[^1],
            GitOpsPath = Text(KnownSettings.GitOpsPath) ?? manifests,
            SignsCommits = Flag(KnownSettings.SignCommits) ?? false,
            PlainHttpRegistries = Texts(KnownSettings.PlainHttpRegistries) ?? [],
            Layout = Text(KnownSettings.Layout) ?? $"overlays/{OverlayFile.Placeholder}",
            SharedManifests = Texts(KnownSettings.SharedManifests) ?? [],
            UsesHelmCharts = Flag(KnownSettings.KustomizeHelm) ?? false,
            Policy = PolicyOf(values),
            Image = new(
                Text(KnownSettings.Dockerfile),
                Text(KnownSettings.DockerContext),
                Text(KnownSettings.BaseImage),
                HasCultures: Flag(KnownSettings.InvariantGlobalization) == false,
                values.TryGetValue(KnownSettings.UserId.Key, out var user) ? user.GetInt32() : ImageRequest.DefaultUserId),
            Request = new(
                Text(KnownSettings.RequestPath) ?? LogRequest.Default.Path,
                Flag(KnownSettings.LogTraceId) ?? LogRequest.Default.HasTraceId),
            Places = PlaceSettings.From(values),
            UsesTransparencyLog = Flag(KnownSettings.TransparencyLog) ?? true,
            Promotion = values.TryGetValue(KnownSettings.Promotion.Key, out var promotion)
                ? PromotionReader.Of(promotion)
                : PromotionSettings.None,
            Analysis = values.TryGetValue(KnownSettings.Analysis.Key, out var analysis) ? AnalysisReader.Of(analysis) : new(),
            Notifications = values.TryGetValue(KnownSettings.Notifications.Key, out var notifications)
                ? NotificationSettings.Of(notifications)
                : [],
            LabSecrets = values.TryGetValue(KnownSettings.Lab.Key, out var lab) && lab.TryGetProperty(
                KnownSettings.LabSecrets, out var secrets)
                ? new(secrets.EnumerateObject().ToDictionary(
                    secret => secret.Name,
                    secret => (IReadOnlyDictionary<string, string>)secret.Value.EnumerateObject().ToDictionary(
                        key => key.Name, key => key.Value.GetString()!)))
                : LabSecrets.None,
        };

        string? Text(Setting setting) => values.TryGetValue(setting.Key, out var value) ? value.GetString() : null;
        bool? Flag(Setting setting) => values.TryGetValue(setting.Key, out var value) ? value.GetBoolean() : null;
        List<string>? Texts(Setting setting) =>
            values.TryGetValue(setting.Key, out var value) ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : null;
        List<string>? Names(Setting setting) => !values.TryGetValue(setting.Key, out var value) ? null
            : value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject().Select(item => item.Name)]
            : [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>The certificates of servers. A file is read when its server is first asked: CI may have what a laptop has not.</summary>
    private static Dictionary<string, ServerTls> ServersOf(Dictionary<string, JsonElement> values, string top)
    {
        return values.TryGetValue(KnownSettings.Servers.Key, out var servers)
            ? servers.EnumerateObject().ToDictionary(
                server => server.Name,
                server => new ServerTls(
                    FileOf(server.Value, KnownSettings.CaFile),
                    FileOf(server.Value, KnownSettings.CertFile),
                    FileOf(server.Value, KnownSettings.KeyFile)))
            : [];

        string? FileOf(JsonElement server, string key) =>
            server.TryGetProperty(key, out var file) ? Path.GetFullPath(Path.Combine(top, file.GetString()!)) : null;
    }

    private static PolicySettings PolicyOf(Dictionary<string, JsonElement> values)
    {
        var policy = new PolicySettings();
        if (values.TryGetValue(KnownSettings.Policy.Key, out var off))
        {
            policy = policy with
            {
                Off = off.EnumerateObject().ToDictionary(exemption => exemption.Name, exemption => exemption.Value.GetString()!),
            };
        }

        if (values.TryGetValue(KnownSettings.MonitoringRelease.Key, out var release))
        {
            policy = policy with { MonitoringRelease = release.GetString()! };
        }

        return values.TryGetValue(KnownSettings.Severities.Key, out var severities)
            ? policy with { Severities = [.. severities.EnumerateArray().Select(severity => severity.GetString()!)] }
            : policy;
    }

    /// <summary>What no Deploy can do without: a slip in a path is found here, not by a program minutes later.</summary>
    private void RequireFiles(BuildSettings settings)
    {
        (Setting Setting, string? Path)[] files =
        [
            (KnownSettings.Solution, settings.Solution),
            (KnownSettings.Project, settings.Project),
            (KnownSettings.Charts, settings.Charts),
            (KnownSettings.Dockerfile, settings.Image.Dockerfile),
        ];
        (Setting Setting, string? Path)[] folders =
        [
            (KnownSettings.Manifests, settings.Manifests),
            (KnownSettings.Monitoring, settings.HasMonitoring ? settings.Monitoring : null),
            (KnownSettings.DockerContext, settings.Image.DockerContext),
            .. settings.SharedManifests.Select(folder => (KnownSettings.SharedManifests, (string?)folder)),
        ];
        Require(files, File.Exists, "file");
        Require(folders, Directory.Exists, "folder");

        void Require(IEnumerable<(Setting Setting, string? Path)> needed, Predicate<string> exists, string kind)
        {
            foreach (var (setting, path) in needed.Where(each => each.Path is not null))
            {
                var full = Path.Combine(settings.Root ?? root, path!);

                // A repository without charts of its own uses the build's.
                var isOfBuild = setting == KnownSettings.Charts && exists(Path.Combine(root, path!));
                if (!exists(full) && !isOfBuild)
                {
                    throw new JsonException($"{setting.Key}: {path} is not {(Path.Exists(full) ? $"a {kind}" : "there")}");
                }
            }
        }
    }
}
