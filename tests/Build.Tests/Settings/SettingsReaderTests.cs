using GitOpsDemo.Delivery;
using System.Text;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private const string Required = """ "service": "shop", "solution": "Shop.sln", "project": "src/Shop/Shop.csproj" """;

    private readonly TemporaryFolder _root = new();

    public SettingsReaderTests()
    {
        foreach (var file in (string[])["Shop.sln", "src/Shop/Shop.csproj", "k8s/base/x", "monitoring/x", "build/charts.json", "deploy/x"])
        {
            _root.Write(file, "");
        }
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_file_of_this_repository_says_what_the_build_took_for_granted_before_there_was_one()
    {
        var settings = SampleSettings.Value;

        Assert.Equal(("gitops-demo", 8080), (settings.Service.Name, settings.Service.Port));
        Assert.Equal(("k8s", "monitoring", "build/charts.json"), (settings.Manifests, settings.Monitoring, settings.Charts));
        Assert.Equal(["dev", "staging", "prod"], settings.Environments);
        Assert.Equal(("prod", "k8s"), (settings.Production, settings.GitOpsPath));
        Assert.Equal(
            ("gitops-demo.local", "main", null),
            (settings.Places.Of("dev", "domain"), settings.Places.Of("dev", "gitOpsBranch"), settings.Places.Of("dev", "kubeContext")));
    }

    [Fact]
    public void Three_keys_are_enough()
    {
        var settings = Read($"{{{Required}}}");

        Assert.Equal(("shop", 8080), (settings.Service.Name, settings.Service.Port));
        Assert.Equal(("shop", "k8s"), (settings.ImageRepository, settings.GitOpsPath));
        Assert.Equal("shop-staging", settings.Service.In("staging"));
        Assert.Equal(("staging", null), (settings.After("dev"), settings.After("prod")));
    }

    [Fact]
    public void What_is_not_said_follows_what_is()
    {
        var settings = Read($$"""{ {{Required}}, "manifests": "deploy", "environments": ["test", "live"], "port": 9000 }""");

        Assert.Equal(("deploy", "live", "test"), (settings.GitOpsPath, settings.Production, settings.Environments[0]));
        Assert.Equal(9000, settings.Service.Port);
    }

    [Fact]
    public void An_environment_has_its_own_place_before_that_of_all()
    {
        var settings = Read($$"""
            { {{Required}}, "imageRegistry": "ghcr.io", "environments": { "dev": {}, "staging": { "kubeContext": "stage", "imageRegistry": "localhost:5000" } } }
            """);

        Assert.Equal(["dev", "staging"], settings.Environments);
        Assert.Equal((null, "ghcr.io"), (settings.Places.Of("dev", "kubeContext"), settings.Places.Of("dev", "imageRegistry")));
        Assert.Equal(
            ("stage", "localhost:5000"), (settings.Places.Of("staging", "kubeContext"), settings.Places.Of("staging", "imageRegistry")));
    }

    [Theory]
    [InlineData("--environment=staging", "stage", "ghcr.io")]
    [InlineData("--environment=staging --kube-context=other", "other", "ghcr.io")]
    [InlineData("--environment=staging --kube-context=none", null, null)]
    [InlineData("--environment=dev", null, "ghcr.io")]
    [InlineData("--target=Promote --from=dev", "stage", "ghcr.io")]
    [InlineData("--target=Promote --from=staging --to=dev", null, "ghcr.io")]
    public void An_environment_needs_no_other_option_and_the_command_line_overrides_the_file(
        string arguments, string? context, string? registry)
    {
        Read($$"""{ {{Required}}, "imageRegistry": "ghcr.io", "environments": { "dev": {}, "staging": { "kubeContext": "stage" } } }""");

        var options = BuildOptions.From(CommandLine.Parse(arguments.Split(' '), ["Default", "Promote"], new SettingsReader(_root.Path)));

        Assert.Equal((context, registry), (options.Cluster.KubeContext, options.Image.Registry));
    }

    [Fact]
    public void What_the_service_does_otherwise_is_a_setting_with_its_reason()
    {
        var settings = Read($$"""
            { {{Required}}, "layout": "env/{environment}", "sharedManifests": ["deploy"], "kustomizeHelm": true, "monitoringRelease": "mine",
              "policy": { "pre-stop": "nais runs its own", "alerts": "no", "dashboards": "no" }, "monitoring": "nowhere",
              "severities": ["page"], "requestPath": "/", "logTraceId": false,
              "dockerfile": "deploy/x", "dockerContext": ".", "baseImage": "example.test/base:1", "invariantGlobalization": false, "userId": 1000 }
            """);

        Assert.Equal(("env/{environment}", true, "mine"), (settings.Layout, settings.UsesHelmCharts, settings.Policy.MonitoringRelease));
        Assert.Equal("nais runs its own", settings.Policy.ReasonOff("pre-stop"));
        Assert.Equal(["deploy"], settings.SharedManifests);
        Assert.Equal(["page"], settings.Policy.Severities);
        Assert.Equal(new("/", HasTraceId: false), settings.Request);
        Assert.Equal(new("deploy/x", ".", "example.test/base:1", HasCultures: true, 1000), settings.Image);
    }

    [Fact]
    public void Where_servers_have_certificates_of_their_own_the_file_names_them()
    {
        var settings = Read($$"""
            { {{Required}}, "signCommits": true, "plainHttpRegistries": ["registry.lan:5000"],
              "servers": { "prometheus": { "caFile": "deploy/ca.pem" }, "argoCd": { "certFile": "/run/me.pem", "keyFile": "/run/me.key" } } }
            """);

        Assert.True(settings.SignsCommits);
        Assert.Equal(["registry.lan:5000"], settings.PlainHttpRegistries);
        Assert.Equal(new(_root["deploy", "ca.pem"], null, null), settings.TlsOf("prometheus"));
        Assert.Equal(new(null, "/run/me.pem", "/run/me.key"), settings.TlsOf("argoCd"));
        Assert.Equal(ServerTls.Default, settings.TlsOf("registry"));
    }

    [Fact]
    public void A_service_in_another_repository_has_that_as_the_top_of_its_paths_and_the_builds_charts()
    {
        using var other = new TemporaryFolder();
        var file = other.Write("deploy/settings.json", $"{{{Required}, \"manifests\": \"k8s\"}}");
        foreach (var needed in (string[])["Shop.sln", "src/Shop/Shop.csproj", "k8s/base/x", "monitoring/x"])
        {
            other.Write(needed, "");
        }

        Assert.Contains(
            "it is in no git repository",
            Assert.Throws<CommandLineException>(() => new SettingsReader(_root.Path).Read(file)).Message,
            StringComparison.Ordinal);
        Directory.CreateDirectory(other[".git"]);
        var settings = new SettingsReader(_root.Path).Read(file);

        var paths = new BuildPaths(_root.Path, settings);
        Assert.Equal((other.Path, other["k8s"], "deploy/settings.json"), (settings.Root, paths.Manifests, paths.SettingsFile));
        Assert.Equal((_root["artifacts"], _root["build", "charts.json"]), (paths.Artifacts, paths.ChartCatalog));
    }

    [Theory]
    [InlineData(""" "solution": "src", "project": "src/Shop/Shop.csproj" """, "solution: src is not a file")]
    [InlineData(""" "solution": "Shop.sln", "project": "src/Shop/Shop.csproj", "manifests": "Shop.sln" """, "manifests: Shop.sln is not a folder")]
    public void A_file_is_no_folder_and_a_folder_no_file(string settings, string problem) =>
        Assert.Contains(problem, Refused($"{{ \"service\": \"shop\", {settings} }}"), StringComparison.Ordinal);

    [Fact]
    public void A_file_may_begin_with_a_byte_order_mark() => Assert.Equal("shop", Read($"\uFEFF{{ {Required} }}").Service.Name);

    [Theory]
    [InlineData("", "does not contain any JSON")]
    [InlineData("{\n  \"service\": \"shop\",\n}", "line 3, column 1: The JSON object contains a trailing comma at the end which is not")]
    [InlineData("{\n  // who\n  \"service\": \"shop\"\n}", "can't be used: line 2, column ")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("null", "it is not a JSON object")]
    [InlineData("""{ "service": "shop" """, "can't be used")]
    [InlineData("""{ "service": "shop", "project": "src/Shop/Shop.csproj" }""", "the key solution is missing")]
    [InlineData("""{ "servce": "shop" }""", "there is no key 'servce'. Did you mean service? Next")]
    [InlineData("""{ "Service": "shop" }""", "there is no key 'Service'. Did you mean service?")]
    [InlineData("""{ "nonsense": "shop" }""", "there is no key 'nonsense'.")]
    [InlineData("""{ "service": "shop", "service": "shop" }""", "service")]
    [InlineData("""{ "service": 7 }""", "service: it is a number and has to be a text")]
    [InlineData("""{ "service": null }""", "service: it is null and has to be a text")]
    [InlineData("""{ "service": {} }""", "service: it is an object and has to be a text")]
    [InlineData("""{ "service": "Shop" }""", "service: 'Shop' is not a name")]
    [InlineData("""{ "service": "shop\n" }""", "service: a value has no control characters")]
    [InlineData("""{ "service": "shop.*" }""", "service: 'shop.*' is not a name")]
    [InlineData("""{ "port": "8080" }""", "port: it is not a whole number from 1 to 65535")]
    [InlineData("""{ "port": 0 }""", "port: it is not a whole number from 1 to 65535")]
    [InlineData("""{ "port": 80.5 }""", "port: it is not a whole number from 1 to 65535")]
    [InlineData("""{ "port": 1e99 }""", "port: it is not a whole number from 1 to 65535")]
    [InlineData("""{ "environments": "dev" }""", "environments: it has to be a list of texts")]
    [InlineData("""{ "environments": ["dev", 1] }""", "environments: it has to be a list of texts")]
    [InlineData("""{ "environments": [] }""", "environments: it has 0 items")]
    [InlineData("""{ "environments": ["dev", "dev"] }""", "environments: an item is repeated")]
    [InlineData("""{ "environments": ["../dev"] }""", "environments: '../dev' is not a name")]
    [InlineData("""{ "environments": {} }""", "environments: it has 0 items")]
    [InlineData("""{ "environments": { "../dev": {} } }""", "environments: '../dev' is not a name")]
    [InlineData("""{ "environments": { "dev": "x" } }""", "environments: dev has to be an object")]
    [InlineData("""{ "environments": { "dev": { "kubeContxt": "x" } } }""", "environments: dev.kubeContxt: there is no key of that name for one environment. Did you mean kubeContext?")]
    [InlineData("""{ "environments": { "dev": { "kubeContext": 1 } } }""", "environments: dev.kubeContext: it has to be a text")]
    [InlineData("""{ "environments": { "dev": { "clusterKind": "k8s" } } }""", "environments: dev.clusterKind: 'k8s' is not one of k3s, kind, managed, self-managed")]
    [InlineData("""{ "kubeContext": "../x" }""", "kubeContext: '../x' is not the name of a context")]
    [InlineData("""{ "manifests": "../k8s" }""", "manifests: '../k8s' is not a path inside the repository")]
    [InlineData("""{ "manifests": "k8s/../../k8s" }""", "is not a path inside the repository")]
    [InlineData("""{ "monitoring": "/etc" }""", "monitoring: '/etc' is not a path inside the repository")]
    [InlineData("""{ "charts": "C:\\charts.json" }""", "is not a path inside the repository")]
    [InlineData("""{ "clusterMonitoring": "none" }""", "'none' is neither installed nor existing")]
    [InlineData("""{ "project": ".git/hooks" }""", "is not a path inside the repository")]
    [InlineData("""{ "solution": "--help" }""", "solution: a value does not begin with a dash")]
    [InlineData("""{ "imageRepository": "Upper" }""", "imageRepository: 'Upper' is not a repository")]
    [InlineData("""{ "gitOpsRepository": "ext::sh -c id" }""", "is not a repository")]
    [InlineData("""{ "gitOpsBranch": "a..b" }""", "is not a branch name")]
    [InlineData("""{ "domain": "-" }""", "domain:")]
    [InlineData("""{ "signCommits": "yes" }""", "signCommits: it is a text and has to be true or false")]
    [InlineData("""{ "plainHttpRegistries": ["http://registry.lan"] }""", "plainHttpRegistries: 'http://registry.lan' is not a registry")]
    [InlineData("""{ "servers": { "promethus": {} } }""", "servers: promethus: there is no key of that name. Did you mean prometheus?")]
    [InlineData("""{ "servers": { "loki": { "cafile": "x" } } }""", "servers: loki: cafile: there is no key of that name. Did you mean caFile?")]
    [InlineData("""{ "servers": { "loki": { "keyFile": "x" } } }""", "servers: loki: keyFile without certFile")]
    [InlineData("""{ "lab": [] }""", "lab: it is a list and has to be an object")]
    [InlineData("""{ "lab": { "secret": {} } }""", "lab: there is no key 'secret' in it, only secrets")]
    [InlineData("""{ "lab": { "secrets": { "db": "x" } } }""", "lab: secrets has to be an object of Secrets")]
    [InlineData("""{ "lab": { "secrets": { "db": { "password": "Host=db;Password=x" } } } }""", "lab: secrets.db.password has to be the name of an environment variable, never a value")]
    [InlineData("""{ "service": "\ud800" }""", "can't be used")]
    [InlineData("""{ "\ud800": "x" }""", "can't be used")]
    [InlineData("""{ "policy": { "prestop": "why" } }""", "policy: no requirement that can be turned off is called 'prestop'. Did you mean pre-stop?")]
    [InlineData("""{ "policy": { "service-name": "why" } }""", "no requirement that can be turned off is called 'service-name'")]
    [InlineData("""{ "policy": { "pre-stop": " " } }""", "policy: pre-stop: the reason must have 1 to 300 characters")]
    [InlineData("""{ "policy": { "pre-stop": true } }""", "policy: pre-stop: it is true or false and has to be the reason, as a text")]
    [InlineData("""{ "policy": ["pre-stop"] }""", "policy: it is a list and has to be an object")]
    [InlineData("""{ "layout": "env" }""", "layout: 'env' is not a path with {environment} in it once")]
    [InlineData("""{ "layout": "../{environment}" }""", "layout: '../{environment}' is not a path with {environment} in it once")]
    [InlineData("""{ "kustomizeHelm": "yes" }""", "kustomizeHelm: it is a text and has to be true or false")]
    [InlineData("""{ "userId": 0 }""", "userId: it is not the id of a user other than root")]
    [InlineData("""{ "baseImage": "example.test/base" }""", "baseImage: it names neither a tag nor a digest")]
    [InlineData("""{ "dockerContext": ".." }""", "dockerContext: '..' is not a path inside the repository")]
    [InlineData("""{ "requestPath": "version" }""", "requestPath: 'version' is not a path that begins with /")]
    [InlineData("""{ "severities": ["pa ge"] }""", "severities: 'pa ge' is not the value of a label")]
    [InlineData("// a comment\n{}", "can't be used")]
    public void What_is_wrong_is_said_in_one_sentence_with_what_mends_it(string content, string problem)
    {
        var wrong = Refused(content);

        Assert.Contains(problem, wrong, StringComparison.Ordinal);
        Assert.StartsWith("build/settings.json can't be used: ", wrong, StringComparison.Ordinal);
        Assert.EndsWith("Next: correct it; build/settings.schema.json describes every key.", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"manifests\": \"missing\"", "manifests: missing is not there")]
    [InlineData("\"charts\": \"build/chart.json\"", "charts: build/chart.json is not there")]
    [InlineData("\"production\": \"live\"", "production: 'live' is not one of the environments")]
    public void What_does_not_fit_the_rest_is_said(string pair, string problem) =>
        Assert.Contains(problem, Refused($"{{{Required}, {pair}}}"), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_missing_too_large_too_deep_or_no_UTF_8_is_refused_quickly()
    {
        Assert.Contains(
            "build/settings.json can't be used",
            Assert.Throws<CommandLineException>(() => new SettingsReader(_root.Path).Read(null)).Message,
            StringComparison.Ordinal);

        // 100 MB that take no room on the disk.
        using (var file = File.Create(_root["build", "settings.json"]))
        {
            file.SetLength(100_000_000);
        }

        Assert.Contains(
            "larger than",
            Assert.Throws<CommandLineException>(() => new SettingsReader(_root.Path).Read(null)).Message,
            StringComparison.Ordinal);
        Assert.Contains("depth", Refused("""{ "sources": """ + new string('[', 100_000)), StringComparison.Ordinal);
        File.WriteAllBytes(_root["build", "settings.json"], [.. "{ \"service\": \""u8, 0xC3, 0x28, .. "\" }"u8]);
        Assert.Contains(
            "can't be used",
            Assert.Throws<CommandLineException>(() => new SettingsReader(_root.Path).Read(null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_message_repeats_a_long_or_hidden_text()
    {
        var message = Refused($$"""{ "{{new string('x', 100_000)}}\u001b[2J": 1 }""");

        Assert.True(message.Length < 1_000);
        Assert.DoesNotContain(message, char.IsControl);
    }

    private BuildSettings Read(string content)
    {
        File.WriteAllText(_root["build", "settings.json"], content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return new SettingsReader(_root.Path).Read(null);
    }

    private string Refused(string content) => Assert.Throws<CommandLineException>(() => Read(content)).Message;
}
