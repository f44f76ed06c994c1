using System.Text.Json.Nodes;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Kubernetes.Dashboards;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Build.Tests.Kubernetes;

[Trait(Traits.Category, Traits.Integration)]
public sealed class DashboardTests
{
    private const string Present = "kubectl --context k3s get configmaps --all-namespaces --selector grafana_dashboard=1 --output json";
    private const string Apply =
        "kubectl --context k3s apply --server-side --field-manager gitops-demo-build --force-conflicts --filename -";
    private const string Secret = "kubectl --context k3s --namespace monitoring get secrets grafana-admin --ignore-not-found --output json";
    private const string Collection = "/apis/dashboard.grafana.app/v1/namespaces/default/dashboards";
    private const string Password = "canary-4711";

    private static readonly Dashboard Demo = new("Demo.json", "gitops-demo", "Demo", """{"id":7,"uid":"gitops-demo","title":"Demo","panels":[]}""");

    [Fact]
    public void The_dashboards_of_the_repository_can_be_applied() =>
        Assert.All(
            Dashboard.LoadAll(Path.Combine(Repository.Root, "monitoring", "dashboards")), dashboard => Assert.NotEmpty(dashboard.Uid));

    [Theory]
    [InlineData("""{"uid":"no-title"}""")]
    [InlineData("""{"uid":"a-uid-that-is-longer-than-forty-characters","title":"t"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void What_is_no_dashboard_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        folder.Write("demo.json", json);

        Assert.Throws<DeliveryException>(() => Dashboard.LoadAll(folder.Path));
        Assert.Throws<DeliveryException>(() => Dashboard.LoadAll(folder["nosuch"]));
    }

    [Fact]
    public async Task A_dashboard_is_a_ConfigMap_that_the_sidecar_finds_by_its_label()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(
            Present,
            Answers.List(Map("monitoring", "dashboard-demo", "gitops-demo"), Map("monitoring", "of-the-chart", "other"))).On(Apply);

        await cluster.Platform.ApplyDashboardsAsync([Demo], default);

        var map = JsonNode.Parse(cluster.Script.InputOf(Apply)!)!["items"]![0]!;
        Assert.Equal(
            """{"name":"dashboard-demo","namespace":"monitoring","labels":{"grafana_dashboard":"1"},"annotations":{"grafana_folder":"GitOps Demo"}}""",
            map["metadata"]!.ToJsonString());
        Assert.Equal(Demo.Text, map["data"]!["Demo.json"]!.ToString());
    }

    [Theory]
    [InlineData("node_exporter.json", "dashboard-node-full", "node_exporter.json")]
    [InlineData("Node Exporter-1716.json", "dashboard-node-full", "Node_Full.json")]
    [InlineData("Übersicht.json", "dashboard-node-full", "Node_Full.json")]
    public async Task A_file_whose_name_the_API_does_not_take_is_called_by_its_uid(string file, string name, string key)
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Present, Answers.List()).On(Apply);

        await cluster.Platform.ApplyDashboardsAsync([Demo with { FileName = file, Uid = "Node_Full" }], default);

        var map = JsonNode.Parse(cluster.Script.InputOf(Apply)!)!["items"]![0]!;
        Assert.Equal((name, key), (map["metadata"]!["name"]!.ToString(), map["data"]!.AsObject().Single().Key));
    }

    [Fact]
    public async Task Several_dashboards_are_one_input_that_kubectl_can_read()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Present, Answers.List()).On(Apply);

        await cluster.Platform.ApplyDashboardsAsync([Demo, new("Other.json", "other", "Other", """{"uid":"other"}""")], default);

        Assert.Equal(
            ["dashboard-demo", "dashboard-other"],
            JsonNode.Parse(cluster.Script.InputOf(Apply)!)!["items"]!.AsArray().Select(map => $"{map!["metadata"]!["name"]}"));
    }

    [Fact]
    public async Task A_uid_that_another_ConfigMap_has_is_refused_before_anything_is_changed()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Present, Answers.List(Map("team", "mine", "gitops-demo")));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.ApplyDashboardsAsync([Demo], default));

        Assert.Equal("ConfigMap team/mine has a dashboard with the uid gitops-demo too, and Grafana would change neither", failure.Why);
    }

    [Fact]
    public async Task Through_the_API_a_new_dashboard_goes_to_its_folder()
    {
        // Given
        await using var grafana = await GrafanaStub.StartAsync(request => request.Line switch
        {
            "GET /api/dashboards/uid/gitops-demo" => (404, """{"message":"Dashboard not found"}"""),
            "POST /api/folders" => (412, """{"message":"the folder has been changed by someone else","status":"version-mismatch"}"""),
            "POST /api/dashboards/db" => (200, """{"status":"success"}"""),
            _ => (500, ""),
        });
        await using var cluster = ByApi(grafana);

        // When
        await cluster.Platform.ApplyDashboardsAsync([Demo], default);

        // Then
        var saved = JsonNode.Parse(grafana.BodyOf("POST /api/dashboards/db"))!;
        Assert.Equal(
            ("gitops-demo", true, null), ($"{saved["folderUid"]}", saved["overwrite"]!.GetValue<bool>(), saved["dashboard"]!["id"]));
        Assert.All(grafana.Authorizations, header => Assert.Equal("Basic YWRtaW46Y2FuYXJ5LTQ3MTE=", header));
        Assert.DoesNotContain(cluster.Script.Lines.Concat(cluster.Log.Lines), line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Through_the_API_a_dashboard_stays_in_the_folder_that_it_was_moved_to()
    {
        await using var grafana = await GrafanaStub.StartAsync(request => request.Line switch
        {
            "GET /api/dashboards/uid/gitops-demo" => (200, """{"dashboard":{},"meta":{"provisioned":false,"folderUid":"elsewhere"}}"""),
            "POST /api/dashboards/db" => (200, "{}"),
            _ => (500, ""),
        });
        await using var cluster = ByApi(grafana);

        await cluster.Platform.ApplyDashboardsAsync([Demo], default);

        Assert.Equal("elsewhere", $"{JsonNode.Parse(grafana.BodyOf("POST /api/dashboards/db"))!["folderUid"]}");
    }

    [Theory]
    [InlineData("GET /api/dashboards/uid/gitops-demo", """{"dashboard":{"id":9,"version":4,"uid":"gitops-demo","title":"Demo","panels":[]}}""", null)]
    [InlineData("GET /api/dashboards/uid/gitops-demo", """{"dashboard":{"uid":"gitops-demo","title":"Old","panels":[]}}""", "differs at title")]
    [InlineData($"GET {Collection}/gitops-demo", """{"spec":{"title":"Demo","panels":[{}]}}""", "differs at panels")]
    [InlineData("GET /nosuch", "{}", "Grafana does not have it yet")]
    public async Task What_Grafana_has_is_compared_without_what_it_counts(string line, string answer, string? expected)
    {
        await using var grafana = await GrafanaStub.StartAsync(request => request.Line == line ? (200, answer) : (404, ""));
        await using var cluster = ByApi(grafana);

        var differences = await cluster.Get<IDashboardDelivery>().CompareAsync([Demo], default);

        Assert.Equal(expected, differences.SingleOrDefault()?.Text);
    }

    [Theory]
    [InlineData("GET /api/dashboards/uid/gitops-demo", """{"meta":{"provisioned":true}}""")]
    [InlineData($"GET {Collection}/gitops-demo", """{"metadata":{"annotations":{"grafana.app/managedBy":"classic-file-provisioning"}}}""")]
    public async Task A_dashboard_of_a_ConfigMap_is_not_saved_through_the_API(string line, string answer)
    {
        await using var grafana = await GrafanaStub.StartAsync(request => request.Line == line ? (200, answer) : (404, ""));
        await using var cluster = ByApi(grafana);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.ApplyDashboardsAsync([Demo], default));

        Assert.StartsWith("leave out --dashboards-by=api", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_first_form_of_the_API_has_gone_the_second_is_asked_and_a_new_dashboard_is_posted()
    {
        await using var grafana = await GrafanaStub.StartAsync(request => request.Line == $"POST {Collection}" ? (201, "{}") : (404, ""));
        await using var cluster = ByApi(grafana);

        await cluster.Platform.ApplyDashboardsAsync([Demo], default);

        Assert.Equal("gitops-demo", $"{JsonNode.Parse(grafana.BodyOf($"POST {Collection}"))!["metadata"]!["name"]}");
    }

    [Fact]
    public async Task By_the_second_form_a_dashboard_is_replaced_in_the_version_that_was_seen_and_stays_in_its_folder()
    {
        await using var grafana = await GrafanaStub.StartAsync(request => request.Line switch
        {
            $"GET {Collection}/gitops-demo" => (200, """{"metadata":{"name":"gitops-demo","resourceVersion":"12","annotations":{"grafana.app/folder":"f"}}}"""),
            $"PUT {Collection}/gitops-demo" => (200, "{}"),
            _ => (410, "gone"),
        });
        await using var cluster = ByApi(grafana);

        await cluster.Platform.ApplyDashboardsAsync([Demo], default);

        Assert.Equal(
            """{"name":"gitops-demo","annotations":{"grafana.app/folder":"f"},"resourceVersion":"12"}""",
            JsonNode.Parse(grafana.BodyOf($"PUT {Collection}/gitops-demo"))!["metadata"]!.ToJsonString());
    }

    [Theory]
    [InlineData(401, "Grafana at", "set GRAFANA_TOKEN")]
    [InlineData(500, "Grafana did not take", "500")]
    public async Task What_Grafana_refuses_is_told(int status, string what, string why)
    {
        await using var grafana = await GrafanaStub.StartAsync(_ => (status, """{"message":"no"}"""));
        await using var cluster = ByApi(grafana);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.ApplyDashboardsAsync([Demo], default));

        Assert.StartsWith(what, failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Grafana_that_does_not_answer_and_one_without_a_password_are_told()
    {
        await using var cluster = new ClusterFixture("--dashboards-by=api", $"--grafana-url=http://127.0.0.1:{FreePort.Next()}");
        cluster.Script.On(Secret).On(Secret, SecretOf(Password));

        var unknown = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.ApplyDashboardsAsync([Demo], default));
        var silent = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.ApplyDashboardsAsync([Demo], default));

        Assert.Equal("set GRAFANA_ADMIN_PASSWORD, or GRAFANA_TOKEN to the token of a service account", unknown.Next);
        Assert.Contains("did not answer api/", silent.What, StringComparison.Ordinal);
    }

    private static ClusterFixture ByApi(GrafanaStub grafana)
    {
        var cluster = new ClusterFixture("--dashboards-by=api", $"--grafana-url={grafana.Address}");
        cluster.Script.On(Secret, SecretOf(Password));
        return cluster;
    }

    private static string SecretOf(string password) =>
        $$$"""{"kind":"Secret","data":{"admin-user":"YWRtaW4=","admin-password":"{{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(password))}}}"}}""";

    private static string Map(string ns, string name, string uid) =>
        $$$"""{"kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},"data":{"a.json":"{\"uid\":\"{{{uid}}}\",\"title\":\"t\"}"}}""";

    /// <summary>Grafana as far as its API is asked.</summary>
    private sealed class GrafanaStub : IAsyncDisposable
    {
        private readonly List<(string Line, string Body)> _requests = [];
        private HttpStub? _http;

        public Uri Address => _http!.Address;

        public List<string> Authorizations { get; } = [];

        public static async Task<GrafanaStub> StartAsync(Func<(string Line, string Body), (int Status, string Body)> answer)
        {
            var stub = new GrafanaStub();
            stub._http = await HttpStub.StartAsync(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var request = ($"{context.Request.Method} {context.Request.Path}", await reader.ReadToEndAsync());
                stub._requests.Add(request);
                stub.Authorizations.Add(context.Request.Headers.Authorization.ToString());
                var (status, body) = answer(request);
                context.Response.StatusCode = status;
                await context.Response.WriteAsync(body);
            });
            return stub;
        }

        public string BodyOf(string line) => _requests.Last(request => request.Line == line).Body;

        public ValueTask DisposeAsync() => _http!.DisposeAsync();
    }
}
