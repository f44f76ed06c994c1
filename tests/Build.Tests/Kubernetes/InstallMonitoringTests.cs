using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

[Trait(Traits.Category, Traits.Integration)]
public sealed class InstallMonitoringTests
{
    private const string Version = "kubectl --context k3s version --output json";
    private const string MayAll = "kubectl --context k3s auth can-i * * --all-namespaces";
    private const string HasNamespace = "kubectl --context k3s get namespace monitoring --ignore-not-found --output name";
    private const string HasSecret =
        "kubectl --context k3s --namespace monitoring get secret grafana-admin --ignore-not-found --output name";
    private const string Apply =
        "kubectl --context k3s apply --server-side --field-manager gitops-demo-build --force-conflicts --filename -";
    private const string Create = "kubectl --context k3s create --field-manager gitops-demo-build --filename -";
    private const string Servers =
        "kubectl --context k3s --namespace monitoring get "
            + "prometheuses.monitoring.coreos.com,alertmanagers.monitoring.coreos.com,pods,events --output json";
    private const string Watch = "kubectl --context k3s --namespace monitoring get pods,events,jobs.batch --output json";
    private const string Helm = "helm --kube-context k3s --namespace monitoring ";
    private const string HelmVersion = "helm --kube-context k3s version --template {{.Version}}";
    private const string List = Helm + "list --output json";
    private const string Stack = "oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack --version 88.5.3 --values -";
    private const string Template = $"{Helm}template prometheus {Stack} --include-crds";
    private const string Upgrade =
        $"{Helm}upgrade --install prometheus {Stack} --create-namespace --wait --rollback-on-failure --timeout 600s";
    private const string Loki = "oci://ghcr.io/grafana-community/helm-charts/loki --version 18.11.0 --values -";
    private const string UpgradeLoki =
        $"{Helm}upgrade --install loki {Loki} --create-namespace --wait --rollback-on-failure --timeout 600s";
    private const string AddRepository =
        "helm --kube-context k3s repo add grafana-github-io https://grafana.github.io/helm-charts --force-update";
    private const string Alloy = "grafana-github-io/alloy --version 1.11.1 --values -";
    private const string TemplateAlloy = $"{Helm}template alloy {Alloy} --include-crds";
    private const string UpgradeAlloy =
        $"{Helm}upgrade --install alloy {Alloy} --create-namespace --wait --rollback-on-failure --timeout 600s";

    [Fact]
    public async Task An_empty_cluster_gets_the_namespace_the_secret_the_CRDs_and_the_charts_in_this_order()
    {
        // Given
        await using var cluster = new ClusterFixture();
        cluster.Script
            .OnNothingThere().On(Watch, Answers.List())
            .On(Version, Answers.Version).On(MayAll, "yes").On(HasNamespace).On(HasSecret).On(Apply, "serverside-applied").On(
                Create, "secret/grafana-admin created")
            .On(HelmVersion, "v4.1.4").On(List, "[]").On(AddRepository)
            .On(
                Template,
                "---\nkind: CustomResourceDefinition\nmetadata: {name: a}\n---\nkind: Secret\n---\nkind: CustomResourceDefinition\n"
                    + "metadata: {name: b}")
            .On(TemplateAlloy, "kind: ConfigMap")
            .On(Upgrade).On(UpgradeLoki).On(UpgradeAlloy).On(Servers, Available);

        // When
        await cluster.Platform.InstallMonitoringAsync(default);

        // Then it has asked for what is there, side by side, and has installed the rest one after the other
        var lines = cluster.Commands;
        string[] found = [Existing.Prometheus, Existing.Operator, Existing.Loki, Existing.Collector];
        Assert.Equal(found.Order(), lines[1..5].Order());
        Assert.Equal(
            [
                Version, MayAll, HasNamespace, Apply, HasSecret, Create,
                HelmVersion, List,
                List, Template, Apply, Watch, Upgrade,
                List, Watch, UpgradeLoki,
                List, AddRepository, TemplateAlloy, Watch, AddRepository, UpgradeAlloy,
                Servers,
            ],
            [lines[0], .. lines[5..]]);
        Assert.Equal(
            "kind: CustomResourceDefinition\nmetadata: {name: a}\n---\nkind: CustomResourceDefinition\nmetadata: {name: b}",
            cluster.Script.InputOf(Apply));
        Assert.Equal(
            "prometheus: installing kube-prometheus-stack-88.5.3",
            cluster.Log.Lines.First(line => line.Contains("installing", StringComparison.Ordinal)));
        Assert.Contains(cluster.Log.Lines, line => Regex.IsMatch(line, @"^prometheus: installed kube-prometheus-stack-88\.5\.3 in \d+ s$"));
    }

    [Fact]
    public async Task That_a_chart_is_installed_is_said_when_it_is()
    {
        await using var cluster = new ClusterFixture();
        var ready = new TaskCompletionSource();
        Installed(cluster, loki: "").On(HasSecret, "secret/grafana-admin").On(UpgradeLoki, ends: ready.Task);

        var installing = cluster.Platform.InstallMonitoringAsync(default);

        await Eventually.HoldsAsync(() => cluster.Script.Lines.Contains(UpgradeLoki), "helm is at work");
        Assert.Contains("loki: installing loki-18.11.0", cluster.Log.Lines);
        Assert.DoesNotContain(cluster.Log.Lines, line => line.Contains("installed loki", StringComparison.Ordinal));
        ready.SetResult();
        await installing;
        Assert.Contains(cluster.Log.Lines, line => line.StartsWith("loki: installed loki-18.11.0 in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_password_of_Grafana_goes_through_standard_input_alone()
    {
        await using var cluster = new ClusterFixture();
        Installed(cluster).On(HasSecret).On(Create);

        await cluster.Platform.InstallMonitoringAsync(default);

        var secret = JsonNode.Parse(cluster.Script.InputOf(Create)!)!;
        var password = secret["stringData"]!["admin-password"]!.ToString();
        Assert.Equal(
            ("grafana-admin", "monitoring", "admin"),
            ($"{secret["metadata"]!["name"]}", $"{secret["metadata"]!["namespace"]}", $"{secret["stringData"]!["admin-user"]}"));
        Assert.Equal(32, password.Length);
        Assert.DoesNotContain(cluster.Script.Lines.Concat(cluster.Log.Lines), line => line.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_installed_with_the_same_values_is_left_alone()
    {
        await using var cluster = new ClusterFixture();
        Installed(cluster).On(HasSecret, "secret/grafana-admin");

        await cluster.Platform.InstallMonitoringAsync(default);

        Assert.DoesNotContain(cluster.Script.Lines, line => line.Contains(" upgrade ", StringComparison.Ordinal));
        Assert.Contains("prometheus: kube-prometheus-stack-88.5.3 is installed with these values: nothing to do", cluster.Log.Lines);

        // Each question costs a program and a way to the cluster, and the whole is to take no more than 5 s.
        Assert.Single(cluster.Script.Lines, line => line == List);
    }

    [Fact]
    public async Task Another_value_is_a_reason_to_upgrade()
    {
        await using var cluster = new ClusterFixture("--ingress-class=traefik", "--domain=lab.example.com", "--cluster-kind=self-managed");
        Installed(cluster).On(HasSecret, "secret/grafana-admin").On(Template).On(Upgrade);

        await cluster.Platform.InstallMonitoringAsync(default);

        var values = JsonNode.Parse(cluster.Script.InputOf(Upgrade)!)!;
        Assert.Equal("""{"hosts":["grafana.lab.example.com"],"ingressClassName":"traefik"}""", values["grafana"]!["ingress"]!.ToJsonString());
        Assert.Equal("""{"hosts":["alerts.lab.example.com"],"ingressClassName":"traefik"}""", values["alertmanager"]!["ingress"]!.ToJsonString());
        Assert.Equal("5Gi", values["grafana"]!["persistence"]!["size"]!.ToString());
        Assert.True(values["kubeProxy"]!["enabled"]!.GetValue<bool>());
        Assert.Contains("prometheus: upgrading kube-prometheus-stack-88.5.3 to other values", cluster.Log.Lines);
    }

    [Fact]
    public async Task Charts_come_from_a_folder_where_there_is_no_way_out()
    {
        await using var cluster = new ClusterFixture("--charts-from=/mirror", "--timeout=90s");
        const string fromFolder =
            $"{Helm}upgrade --install loki /mirror/loki-18.11.0.tgz --values - --create-namespace --wait --rollback-on-failure "
                + "--timeout 90s";
        Installed(
            cluster, loki: Answers.Release("loki", 3, "deployed", "loki-18.10.0")).On(HasSecret, "secret/grafana-admin").On(fromFolder);

        await cluster.Platform.InstallMonitoringAsync(default);

        Assert.Contains(fromFolder, cluster.Script.Lines);
        Assert.Contains("loki: upgrading loki-18.10.0 to loki-18.11.0", cluster.Log.Lines);
    }

    [Fact]
    public async Task A_chart_that_never_gets_ready_tells_which_pods_were_not_and_why()
    {
        // Given
        await using var cluster = new ClusterFixture();
        var looked = new TaskCompletionSource();
        Installed(cluster, loki: "", watch: Answers.List(
                """{"kind":"Pod","metadata":{"name":"loki-0","uid":"u1"},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}}""",
                """{"kind":"Pod","metadata":{"name":"done","uid":"u2"},"status":{"phase":"Succeeded"}}""",
                """{"kind":"Event","involvedObject":{"uid":"u1"},"reason":"FailedScheduling","message":"0/1 nodes are available: 1 Insufficient memory.","lastTimestamp":"2026-11-22T10:00:00Z"}"""))
            .On(HasSecret, "secret/grafana-admin")
            .On(
                UpgradeLoki,
                error: "level=WARN msg=\"upgrade failed\" name=loki error=\"…\"\n"
                    + "Error: release loki failed, and has been rolled back due to rollback-on-failure being set: "
                    + "resource StatefulSet/monitoring/loki not ready. status: InProgress\ncontext deadline exceeded",
                exitCode: 1,
                ends: looked.Task);

        // When
        var installing = cluster.Platform.InstallMonitoringAsync(default);
        await Eventually.HoldsAsync(
            () => cluster.Log.Lines.Any(line => line.Contains("  loki-0 Unschedulable", StringComparison.Ordinal)), "the pod is told of");
        looked.SetResult();

        // Then
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => installing);
        Assert.Contains("resource StatefulSet/monitoring/loki not ready", failure.Why, StringComparison.Ordinal);
        Assert.EndsWith(
            "pods that were not ready:\n  loki-0 Unschedulable (FailedScheduling: 0/1 nodes are available: 1 Insufficient memory.)",
            failure.Why,
            StringComparison.Ordinal);
        Assert.Contains("raise --timeout", failure.Next, StringComparison.Ordinal);
        Assert.DoesNotContain("level=WARN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_operator_starts_after_helm_is_waited_for_too()
    {
        await using var cluster = new ClusterFixture("--timeout=1s");
        const string pod = """{"kind":"Pod","metadata":{"name":"prometheus-0","uid":"u"},"status":{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ImagePullBackOff"}}}]}}""";
        Installed(cluster, servers: Answers.List(Server("Prometheus", "False"), Server("Alertmanager", "True"), pod)).On(
            HasSecret, "secret/grafana-admin");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.InstallMonitoringAsync(default));

        Assert.Equal("last seen: Prometheus not yet available; prometheus-0 ImagePullBackOff", failure.Why);
    }

    [Theory]
    [InlineData("https://hooks.example.com/x", "", """{"name":"gitops-demo","webhook_configs":[{"url":"https://hooks.example.com/x","send_resolved":true}]}""")]
    [InlineData(
        "ops@example.com",
        "--alert-smarthost=mail.example.com:587",
        """{"name":"gitops-demo","email_configs":[{"to":"ops@example.com","from":"alerts@gitops-demo.local","smarthost":"mail.example.com:587","send_resolved":true}]}""")]
    [InlineData(
        "#ops",
        "",
        """{"name":"gitops-demo","slack_configs":[{"api_url_file":"/etc/alertmanager/secrets/alertmanager-slack/url","channel":"#ops","send_resolved":true}]}""")]
    public async Task Alerts_go_to_the_receiver_that_was_named(string receiver, string option, string configuration)
    {
        // Given
        await using var cluster = new ClusterFixture(
            [$"--alert-receiver={receiver}", .. option.Length > 0 ? [option] : Array.Empty<string>()]);
        cluster.Write(
            "monitoring/prometheus-values.yaml",
            "alertmanager:\n  config:\n    receivers:\n      - name: \"null\"\n      - name: gitops-demo\n");
        Installed(cluster).On(HasSecret, "secret/grafana-admin").On(Template).On(Upgrade)
            .On(
                "kubectl --context k3s --namespace monitoring get secret alertmanager-slack --ignore-not-found --output name",
                "secret/alertmanager-slack");

        // When
        await cluster.Platform.InstallMonitoringAsync(default);

        // Then
        var alertmanager = JsonNode.Parse(cluster.Script.InputOf(Upgrade)!)!["alertmanager"]!;
        Assert.Equal(configuration, alertmanager["config"]!["receivers"]![1]!.ToJsonString());
        Assert.Equal(receiver == "#ops" ? """["alertmanager-slack"]""" : null, alertmanager["alertmanagerSpec"]?["secrets"]?.ToJsonString());
    }

    [Fact]
    public async Task Slack_without_its_address_is_refused_before_a_chart_is_touched()
    {
        await using var cluster = new ClusterFixture("--alert-receiver=#ops");
        Installed(cluster).On(HasSecret, "secret/grafana-admin")
            .On("kubectl --context k3s --namespace monitoring get secret alertmanager-slack --ignore-not-found --output name");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.InstallMonitoringAsync(default));

        Assert.Equal("set ALERT_SLACK_URL", failure.Next);
    }

    [Fact]
    public async Task The_address_of_Slack_goes_through_standard_input_alone()
    {
        await using var cluster = new ClusterFixture("--alert-receiver=#ops");
        cluster.Script.On(Apply);

        await new SlackSecret(
            cluster.Get<IKubectl>(), cluster.Get<ClusterSettings>(), "https://hooks.slack.com/canary").EnsureAsync(default);

        Assert.Equal("https://hooks.slack.com/canary", JsonNode.Parse(cluster.Script.InputOf(Apply)!)!["stringData"]!["url"]!.ToString());
        Assert.Equal([Apply], cluster.Script.Lines);
    }

    [Fact]
    public async Task Values_without_our_receiver_can_not_be_told_whom_to_tell()
    {
        await using var cluster = new ClusterFixture("--alert-receiver=https://hooks.example.com/x");
        Installed(cluster).On(HasSecret, "secret/grafana-admin");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.InstallMonitoringAsync(default));

        Assert.Equal("monitoring/prometheus-values.yaml has no receiver gitops-demo", failure.Why);
    }

    [Theory]
    [InlineData("Error: path \"./nosuch\" not found", "run `helm ")]
    [InlineData(
        "Error: query: failed to query with labels: secrets is forbidden: User \"limited\" cannot list resource \"secrets\"",
        "let an administrator grant that")]
    [InlineData("Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress", "run the task again")]
    [InlineData("Error: kubernetes cluster unreachable: context \"nosuch\" does not exist", "kubectl config get-contexts")]
    public async Task A_failure_of_helm_is_told_in_its_own_words(string said, string next)
    {
        await using var cluster = new ClusterFixture();
        Installed(cluster, loki: "").On(HasSecret, "secret/grafana-admin").On(UpgradeLoki, error: said, exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.InstallMonitoringAsync(default));

        Assert.Equal(said, failure.Why);
        Assert.StartsWith(next, failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_does_not_answer_leads_to_charts_from()
    {
        await using var cluster = new ClusterFixture();
        Installed(cluster, alloy: "").On(HasSecret, "secret/grafana-admin")
            .On(
                AddRepository,
                error: "Error: looks like \"https://grafana.github.io/helm-charts\" is not a valid chart repository or cannot be reached",
                exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.InstallMonitoringAsync(default));

        Assert.Contains("--charts-from", failure.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v3.19.0", "--atomic", "list --all --output json")]
    [InlineData("v4.1.4", "--rollback-on-failure", "list --output json")]
    public async Task Helm_3_and_4_are_asked_in_their_own_words(string version, string rollback, string list)
    {
        await using var cluster = new ClusterFixture();
        Installed(cluster, loki: "", version: version, list: Helm + list).On(HasSecret, "secret/grafana-admin")
            .On(UpgradeLoki.Replace("--rollback-on-failure", rollback, StringComparison.Ordinal));

        await cluster.Platform.InstallMonitoringAsync(default);

        Assert.Contains(
            cluster.Script.Lines,
            line =>
                line.Contains($"upgrade --install loki", StringComparison.Ordinal) && line.Contains(rollback, StringComparison.Ordinal));
    }

    /// <summary>A cluster that has everything already, but for the releases that are given.</summary>
    private static ClusterScript Installed(
        ClusterFixture cluster,
        string? loki = null,
        string? alloy = null,
        string version = "v4.1.4",
        string list = List,
        string? servers = null,
        string? watch = null)
    {
        var releases = new[]
        {
            Answers.Release("prometheus", 2, "deployed", "kube-prometheus-stack-88.5.3"),
            loki ?? Answers.Release("loki", 1, "deployed", "loki-18.11.0"),
            alloy ?? Answers.Release("alloy", 1, "deployed", "alloy-1.11.1"),
        };
        const string stack = """
            {"grafana":{"persistence":{"size":"5Gi"},"ingress":{"hosts":["grafana.gitops-demo.local"]}},"alertmanager":{"ingress":{"hosts":["alerts.gitops-demo.local"]}},
             "kubeProxy":{"enabled":false},"kubeControllerManager":{"enabled":false},"kubeScheduler":{"enabled":false},"kubeEtcd":{"enabled":false}}
            """;
        return cluster.Script
            .OnNothingThere().On(Watch, watch ?? Answers.List())
            .On(Version, Answers.Version).On(MayAll, "yes").On(HasNamespace, "namespace/monitoring")
            .On(HelmVersion, version).On(list, $"[{string.Join(',', releases.Where(release => release.Length > 0))}]")
            .On($"{Helm}status prometheus --output json", Status(stack))
            .On($"{Helm}status loki --output json", Status("""{"singleBinary":{"replicas":1}}"""))
            .On($"{Helm}status alloy --output json", Status("""{"controller":{"type":"daemonset"}}"""))
            .On(Servers, servers ?? Available);
    }

    private static string Available => Answers.List(Server("Prometheus", "True"), Server("Alertmanager", "True"));

    private static string Server(string kind, string available) =>
        $$$"""{"kind":"{{{kind}}}","metadata":{"name":"main"},"status":{"conditions":[{"type":"Reconciled","status":"True"},{"type":"Available","status":"{{{available}}}"}]}}""";

    private static string Status(string values) => $$"""{"name":"x","info":{"status":"deployed"},"config":{{values}},"manifest":"…","version":2}""";
}
