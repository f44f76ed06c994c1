using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Settings;

/// <summary>The schema, which editors read, says what the reader does.</summary>
public sealed class SettingsSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "build", "settings.schema.json")))!.AsObject();

    /// <summary>For keys that do not take any text.</summary>
    private static readonly Dictionary<string, string> Examples = new()
    {
        ["imageRegistry"] = "ghcr.io",
        ["plainHttpRegistries"] = "registry.lan:5000",
        ["imagePlatforms"] = "linux/amd64,linux/arm64",
        ["cosignIssuer"] = "https://x/",
        ["proofMaxAge"] = "72h",
        ["labWith"] = "grafana,loki",
        ["prometheusUrl"] = "https://x/",
        ["alertmanagerUrl"] = "https://x/",
        ["grafanaUrl"] = "https://x/",
        ["lokiUrl"] = "https://x/",
        ["argoCdUrl"] = "https://x/",
        ["alertReceiver"] = "#alerts",
        ["alertSmarthost"] = "mail.example.com:25",
    };

    private static JsonObject Properties => Schema["properties"]!.AsObject();

    [Fact]
    public void Both_know_the_same_keys_in_the_same_order_and_ask_for_the_same()
    {
        Assert.Equal(KnownSettings.All.Select(setting => setting.Key), Properties.Select(property => property.Key));
        Assert.Equal(
            KnownSettings.All.Where(setting => setting.IsRequired).Select(setting => setting.Key),
            Schema["required"]!.AsArray().Select(key => key!.GetValue<string>()));
        Assert.False(Schema["additionalProperties"]!.GetValue<bool>());
    }

    [Fact]
    public void Every_key_is_described_and_its_default_is_there_or_in_words() => Assert.All(Properties, property =>
    {
        var description = property.Value!["description"]!.GetValue<string>();
        Assert.EndsWith(".", description, StringComparison.Ordinal);
        Assert.True(
            property.Key == "$schema" || property.Value["default"] is not null || description.Contains("efault", StringComparison.Ordinal),
            property.Key);
    });

    [Fact]
    public void An_environment_may_have_the_keys_of_a_place_of_its_own() => Assert.Equal(
        PlaceSettings.Options.Select(option => option.Setting),
        Schema["$defs"]!["place"]!["properties"]!.AsObject().Select(property => property.Key));

    [Fact]
    public void The_page_on_a_service_of_ones_own_names_every_key()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "your-service.md"));

        Assert.All(
            KnownSettings.All.Where(setting => setting.Key != "$schema"),
            setting => Assert.Contains($"`{setting.Key}`", page, StringComparison.Ordinal));
        Assert.All(PolicySettings.Ids, id => Assert.Contains($"`{id}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_types_of_the_schema_are_those_that_the_reader_takes() => Assert.All(KnownSettings.All, setting =>
    {
        var type = (Properties[setting.Key]!["type"] ?? Properties[setting.Key]!["anyOf"]![0]!["type"])!.GetValue<string>();
        var (right, wrong) = type switch
        {
            _ when Properties[setting.Key]!["enum"] is { } values => (values[0]!.ToJsonString(), "\"x\""),
            "integer" => ("8080", "\"x\""),
            "array" => ($"[\"{Examples.GetValueOrDefault(setting.Key, "x")}\"]", "\"x\""),
            "boolean" => ("true", "\"x\""),
            "object" => ("{}", "\"x\""),
            _ when Properties[setting.Key]!["default"] is { } value => (value.ToJsonString(), "8080"),
            _ when setting.Key == "baseImage" => ("\"example.test/runtime-deps:10.0\"", "8080"),
            _ => ($"\"{Examples.GetValueOrDefault(setting.Key, "x")}\"", "8080"),
        };

        Assert.Null(setting.Problem(JsonDocument.Parse(right).RootElement));
        Assert.NotNull(setting.Problem(JsonDocument.Parse(wrong).RootElement));
    });

    [Fact]
    public void The_defaults_of_the_schema_are_those_of_the_reader()
    {
        // Given a file of nothing but what is asked for, where all the defaults lead somewhere
        using var root = new TemporaryFolder();
        foreach (var file in (string[])["x.sln", "x.csproj", "k8s/x", "monitoring/x", "build/charts.json"])
        {
            root.Write(file, "");
        }

        const string Required = "\"service\": \"x\", \"solution\": \"x.sln\", \"project\": \"x.csproj\"";
        root.Write("build/settings.json", $"{{{Required}}}");
        var expected = new SettingsReader(root.Path).Read(null);

        // When every default of the schema is written down
        var defaults = Properties.Where(property => property.Value!["default"] is not null).Select(
            property => $"\"{property.Key}\": {property.Value!["default"]!.ToJsonString()}");
        root.Write("build/settings.json", $"{{{string.Join(", ", defaults.Prepend(Required))}}}");

        // Then nothing changes
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(new SettingsReader(root.Path).Read(null)));
    }
}
