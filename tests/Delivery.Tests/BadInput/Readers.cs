using System.Text;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Lab;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>Everything in the delivery that reads files and answers, each with a sample that it takes.</summary>
/// <param name="folder">Where files are put for those that read files.</param>
internal sealed class Readers(TemporaryFolder folder)
{
    /// <summary>100 MB.</summary>
    public const int Huge = 100_000_000;

    private const string Kustomization = """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: gitops-demo-dev # here
        resources:
          - ../../base
        images:
          - name: gitops-demo
            newName: localhost:5000/gitops-demo
            newTag: "1.4.0"
            digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
        patches:
          - target: {kind: Deployment}
            patch: |-
              - op: add
        """;

    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly ImageEntry Wanted = new("gitops-demo", "localhost:5000/gitops-demo", "1.5.0", Digest);

    private static readonly ImageReference Image = ImageReference.Parse("localhost:5000/demo:1.0");

    private readonly List<string> _files = [];
    private readonly HashSet<Action<byte[]>> _ofFiles = [];

    /// <summary>The files that were read so far.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Whether it reads a file.</summary>
    public bool IsOfFile(Reader reader) => _ofFiles.Contains(reader.Read);

    private const string Statement =
        """{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"x","digest":{"sha256":"ab"}}],"predicateType":"https://gitops-demo.local/proof/v1","predicate":{"environment":"dev","platform":"the lab","begun":"2026-11-22T10:00:00Z","ended":"2026-11-22T10:00:00Z","toolVersion":"1","families":{"Targets":{"passed":1,"at":"2026-11-22T10:00:00Z"}},"checks":[{"id":"a","verdict":"Pass","evidence":"sha256:ab"}]}}""";

    /// <summary>Those that read JSON.</summary>
    public IReadOnlyList<Reader> OfJson =>
    [
        new("tools.json", Repo("build", "tools.json"), File("tools.json", path => ToolManifest.Read(path))),
        new("charts.json", Repo("build", "charts.json"), File("charts.json", path => ChartCatalog.Read(path))),
        new(
            "a dashboard",
            Repo("monitoring", "dashboards", "gitops-demo.json"),
            File("dashboards/d.json", path => Dashboard.LoadAll(Path.GetDirectoryName(path)!))),
        new("an Application", State("healthy-too-early.json"), content => ApplicationState.Parse(Text(content))),
        new("an Application that is degraded", State("degraded-after-healthy.json"), content => ApplicationState.Parse(Text(content))),
        new("a Deployment", """{"metadata":{"generation":2},"spec":{"replicas":2},"status":{"observedGeneration":2,"replicas":2,"updatedReplicas":2,"availableReplicas":2,"conditions":[{"type":"Progressing","reason":"x"}]}}""", content => ResourceHealth.Of("Deployment", Text(content))),
        new("an Ingress", """{"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}""", content => ResourceHealth.Of("Ingress", Text(content))),
        new("a version of an API server", """{"serverVersion":{"major":"1","minor":"33+","gitVersion":"v1.33.1"}}""", content => ServerVersion.Parse(Text(content))),
        new("an image manifest", Manifest, content => ImageManifest.Parse(content)),
        new(
            "an image",
            Manifest,
            content => _ = new StoredImage(
                new Descriptor(MediaTypes.Manifest, ImageDigest.Of("x"u8), 2),
                ImageManifest.Parse(content),
                ImageConfiguration.Parse(Encoding.UTF8.GetBytes(Configuration))).Size),
        new("an image index", $$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.Index}}}","manifests":[{"mediaType":"{{{MediaTypes.Manifest}}}","digest":"{{{Digest}}}","size":2,"platform":{"architecture":"amd64","os":"linux"},"annotations":{"a":"b"}}]}""", content => ImageIndex.Parse(content)),
        new("an image configuration", Configuration, content => ImageConfiguration.Parse(content)),
        new("what was published", """{"targets":{"t":{"P/1.0":{"runtime":{"lib/P.dll":{}}}}},"libraries":{"P/1.0":{"type":"package","sha512":"x"}}}""", File("publish/P.deps.json", path => PublishOutput.Read(Path.GetDirectoryName(path)!, "P"))),
        new(
            "the lab's state",
            """{"ports":{"registry":5000},"urls":{"registry":"http://localhost:5000/"},"environments":{"dev":{"namespace":"n","commit":"c","image":"i","replicas":[{"pod":"p","templateHash":"h","image":"i","port":1,"processId":2,"processStarted":"3"}]}}}""",
            File(".lab/state.json", path => _ = LabState.Load(new LabPaths(Path.GetDirectoryName(path)!)).Environments.Values
                .Select(live => live.Replicas.Count(replica => replica.IsRunning))
                .Sum())),
        new(
            "a proof",
            """{"digest":"sha256:1","families":{"Targets":{"passed":1,"at":"2026-11-22T10:00:00Z"}}}""",
            File("dev/proof.json", path => _ = new ProofLedger(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!).Find("dev")?.Lack)),
        new("a statement about a proof", Statement, content => _ = ProofStatement.Parse(content).Predicate.Lack),
        new(
            "an envelope",
            $$"""{"payload":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(Statement))}}","payloadType":"x","signatures":[]}""",
            content => _ = ProofStatement.InPayload(ProofStatement.PayloadOf(content)).Predicate.Lack),
        new("the record of an image", $$$"""{"source":"s","revision":"r","image":{"reference":"localhost:5000/x:1@{{{Digest}}}","version":"1","size":1,"layers":[],"uploaded":0}}""", File("image.json", path => _ = ImageRecord.Load(path)?.Reference)) { IsStrict = false },
        .. Prometheus,
        .. Alertmanager,
        .. Registry,
        .. Grafana,
    ];

    /// <summary>Those that read YAML.</summary>
    public IReadOnlyList<Reader> OfYaml =>
    [
        new("a kustomization", Kustomization, content => OverlayEditor.SetImages(content, [Wanted], "kustomization.yaml")),
        new("the images of a kustomization", Kustomization, content => OverlayEditor.ReadImages(content, "kustomization.yaml")),
        new("manifests", Repo("tests", "Delivery.Testing", "healthy.yaml"), File("manifests.yaml", path =>
            ManifestPolicy.CheckOverlay(ManifestSet.Load(path), new ManifestPolicyOptions(RequireDigest: true, IsProduction: true)))),
        new("manifests in memory", Repo("k8s", "base", "deployment.yaml"), content => ManifestSet.Parse(Text(content), "memory")),
        new("alerts.yaml", Repo("monitoring", "alerts.yaml"), File("alerts.yaml", path =>
        {
            var rule = ManifestSet.Load(path).Only<PrometheusRule>();
            Assert.Equal(Path.GetFileName(PrometheusRuleFile.Name(rule)), PrometheusRuleFile.Name(rule));
            PrometheusRuleFile.Write(rule);
            Assert.All(rule.Groups.SelectMany(group => group.Rules), each => Selector.In(each.Expression));
        })),
        new(
            "values of a chart",
            Repo("monitoring", "loki-values.yaml"),
            File("values.yaml", path => YamlToJson.ReadFile(path).ToJsonString())),
    ];

    private static IEnumerable<Reader> Prometheus =>
    [
        Asking("rules", """{"groups":[{"name":"g","file":"f","interval":30,"rules":[{"type":"alerting","name":"A","query":"m > 0","duration":120,"keepFiringFor":0,"labels":{"a":"b"},"annotations":{"a":"b"},"health":"ok","state":"inactive","lastEvaluation":"2026-11-22T11:22:05Z"}]}],"groupNextToken":""}""",
            client =>
                client.RulesAsync(default).GetAwaiter().GetResult().SelectMany(group => group.Rules).Sum(
                    rule => rule.Name.Length + rule.Health.Length)),
        Asking("targets", """{"activeTargets":[{"labels":{"pod":"a"},"scrapePool":"p","scrapeUrl":"http://1/","lastError":"","lastScrape":"2026-11-22T11:22:05Z","lastScrapeDuration":0.01,"health":"up","scrapeTimeout":"10s"}]}""",
            client => client.TargetsAsync(default).GetAwaiter().GetResult().Sum(target => target.Labels.Count + target.ScrapePool.Length)),
        Asking("scrape pools", """{"scrapePools":["p"]}""", client => client.ScrapePoolsAsync(default).GetAwaiter().GetResult().Sum(pool => pool.Length)),
        Asking(
            "Alertmanagers",
            """{"activeAlertmanagers":[{"url":"http://localhost:9093/api/v2/alerts"}]}""",
            client => client.AlertmanagersAsync(default).GetAwaiter().GetResult()!.Sum(url => url.OriginalString.Length)),
        Asking("an expression", "\"up\"", client => client.FormatQueryAsync("up", default).GetAwaiter().GetResult()!.Length),
        Asking("a value", """{"resultType":"vector","result":[{"metric":{},"value":[1,"3"]}]}""", client => (int)(client.ValueAsync("up", default).GetAwaiter().GetResult() ?? 0)),
    ];

    private static IEnumerable<Reader> Alertmanager =>
    [
        new("Alertmanager's alerts", """[{"labels":{"alertname":"A","namespace":"n"},"startsAt":"2026-11-22T11:22:05Z","status":{"state":"active"}}]""", content =>
        {
            using var http = InMemory.Answering(content);
            _ = new AlertmanagerClient(http).AlertsAsync([], default).GetAwaiter().GetResult().Sum(alert => alert.Labels.Count);
        }),
        new("Alertmanager's status", """{"cluster":{"status":"disabled"},"config":{"original":"route:\n  receiver: r\n"}}""", content =>
        {
            using var http = InMemory.Answering(content);
            _ = new AlertmanagerClient(http).StatusAsync(default).GetAwaiter().GetResult().ToString();
        }),
        new("Alertmanager's silences", """[{"id":"i","status":{"state":"active"},"matchers":[{"name":"a","value":"b","isRegex":false,"isEqual":true}]}]""", content =>
        {
            using var http = InMemory.Answering(content);
            _ = new AlertmanagerClient(http).SilencesAsync(default).GetAwaiter().GetResult().Count(
                silence => silence.ToString().Length > 0);
        }),
    ];

    private static IEnumerable<Reader> Registry =>
    [
        new("a registry's token", """{"token":"abc","access_token":"abc"}""", content =>
        {
            using var http = InMemory.Answering(content);
            using var challenge = new HttpResponseMessage(System.Net.HttpStatusCode.Unauthorized)
            {
                Headers = { { "WWW-Authenticate", "Bearer realm=\"https://auth.example.com/\"" } },
            };
            new RegistryAuthentication(http, RegistryAccess.Anonymous).AnswerAsync(
                challenge, Image, "pull", default).GetAwaiter().GetResult();
        }),
        new("a registry's refusal", """{"errors":[{"code":"DENIED","message":"no"}]}""", content =>
        {
            using var refusal = new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Content = new ByteArrayContent(content) };
            throw RegistryFailure.OfAsync(refusal, Image, "pushing", default).GetAwaiter().GetResult();
        }),
    ];

    private static IEnumerable<Reader> Grafana =>
    [
        new("an answer of Grafana", """{"status":"x","message":"y","uid":"z"}""", content =>
        {
            using var http = InMemory.Answering(content);
            http.BaseAddress ??= new("http://localhost/");
            var client = new GrafanaClient(http);
            var (status, answer) = client.SendAsync(HttpMethod.Get, "api/x", null, default).GetAwaiter().GetResult();
            throw client.Refused("a dashboard", status, answer);
        }),
    ];

    private static string Configuration =>
        $$$"""{"architecture":"amd64","os":"linux","created":"2026-01-01T00:00:00Z","config":{"User":"1654","ExposedPorts":{"8080/tcp":{}},"Env":["A=b"],"Entrypoint":["/app"],"Labels":{"a":"b"}},"rootfs":{"type":"layers","diff_ids":["{{{Digest}}}"]},"history":[{"created":"2026-01-01T00:00:00Z","created_by":"x","empty_layer":false}]}""";

    private static string Manifest =>
        $$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.Manifest}}}","config":{"mediaType":"{{{MediaTypes.Configuration}}}","digest":"{{{Digest}}}","size":2},"layers":[{"mediaType":"{{{MediaTypes.Layer}}}","digest":"{{{Digest}}}","size":1000}]}""";

    private static Reader Asking(string what, string data, Func<PrometheusClient, int> ask) => new(
        $"Prometheus' {what}",
        $$"""{"status":"success","data":{{data}}}""",
        content =>
        {
            using var http = InMemory.Answering(content);
            ask(new PrometheusClient(http));
        });

    private static string Repo(params string[] path) => System.IO.File.ReadAllText(Path.Combine([Repository.Root, .. path]));

    private static string State(string name) =>
        System.Text.Json.Nodes.JsonNode.Parse(Repo("tests", "Kubernetes.Tests", "ArgoCd", "States", name))![0]!.ToJsonString();

    /// <summary>As a program's output is read.</summary>
    private static string Text(byte[] content) => Encoding.UTF8.GetString(content);

    private Action<byte[]> File(string name, Action<string> read)
    {
        var path = folder.Write(name, "");
        folder.Write("publish/P", "");
        _files.Add(path);
        _ofFiles.Add(Read);
        return Read;

        void Read(byte[] content)
        {
            // Without content: as the file is.
            if (content.Length > 0 || new FileInfo(path).Length < Huge)
            {
                System.IO.File.WriteAllBytes(path, content);
            }

            read(path);
        }
    }
}
