using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests.Fields;

/// <summary>
/// What users have in their manifests, reduced from public bug reports: the lab does it, or says before anything is built that it does not.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class UsersCasesTests
{
    private const string Pod = "hello-0123456789-bcdfg";
    private const string ToCluster = "--kube-context";

    [TheoryWithTool("kubectl")]
    [InlineData("overlays/dev")]
    [InlineData("overlays/live")]
    [InlineData("configured/dev")]
    public async Task The_sample_itself_runs_with_an_engine_and_without(string overlay)
    {
        var set = await HelloOverlay.RenderAsync("", overlay: overlay);

        Assert.Null(await HelloOverlay.RefusalAsync(set));
        Assert.Null(await HelloOverlay.RefusalAsync(set, hasEngine: true));
    }

    [FactWithTool("kubectl")]
    public async Task A_file_that_the_sample_mounts_needs_an_engine()
    {
        var set = await HelloOverlay.RenderAsync("", overlay: "configured/live");

        Assert.Contains("a container engine does it", await HelloOverlay.RefusalAsync(set), StringComparison.Ordinal);
        Assert.Null(await HelloOverlay.RefusalAsync(set, hasEngine: true));
    }

    [FactWithTool("kubectl")]
    public async Task An_optional_Secret_may_be_left_out_of_the_environment_of_the_build()
    {
        const string Variable = "HELLO_SIGNING_KEY_OF_A_TEST";
        var secrets = Secrets("hello-signing", "key", Variable);
        var set = await HelloOverlay.RenderAsync("", overlay: "configured/dev");

        Assert.Equal("en", SpecOf(set).EnvironmentOf(Pod)["Hello__DefaultLanguage"]);
        Assert.Null(await HelloOverlay.RefusalAsync(set, secrets: secrets));
        Assert.DoesNotContain("Hello__SigningKey", ReplicaSpec.Of(set, secrets).EnvironmentOf(Pod).Keys);
        Environment.SetEnvironmentVariable(Variable, "a key");
        try
        {
            Assert.Equal("a key", ReplicaSpec.Of(set, secrets).EnvironmentOf(Pod)["Hello__SigningKey"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [FactWithTool("kubectl")]
    public async Task A_generated_ConfigMap_gives_variables_and_another_value_replaces_the_pods()
    {
        // Given the same ConfigMap with two values
        var moin = await HelloOverlay.RenderAsync(FromConfigMap("Moin"));
        var servus = await HelloOverlay.RenderAsync(FromConfigMap("Servus"));

        // Then
        Assert.Null(await HelloOverlay.RefusalAsync(moin));
        Assert.Equal("Moin", SpecOf(moin).EnvironmentOf(Pod)["Greeting__Default"]);
        Assert.NotEqual(SpecOf(moin).TemplateHash, SpecOf(servus).TemplateHash);
    }

    [FactWithTool("kubectl")]
    public async Task A_value_that_changes_under_the_same_name_replaces_the_pods_too()
    {
        const string Fixed = "generatorOptions:\n  disableNameSuffixHash: true\n";

        Assert.NotEqual(
            SpecOf(await HelloOverlay.RenderAsync(FromConfigMap("Moin") + Fixed)).TemplateHash,
            SpecOf(await HelloOverlay.RenderAsync(FromConfigMap("Servus") + Fixed)).TemplateHash);
    }

    [FactWithTool("kubectl")]
    public async Task A_variable_is_put_into_another_as_the_kubelet_does_it()
    {
        var set = await HelloOverlay.RenderAsync(HelloOverlay.Container("""
            args: ["--name=$(POD_NAME)"]
            env:
              - name: POD_NAME
                valueFrom: {fieldRef: {fieldPath: metadata.name}}
              - name: ATTRIBUTES
                value: pod=$(POD_NAME),$$(POD_NAME),$(UNKNOWN)
            """));

        var environment = SpecOf(set).EnvironmentOf(Pod);

        Assert.Equal($"pod={Pod},$(POD_NAME),$(UNKNOWN)", environment["ATTRIBUTES"]);
        Assert.Equal([$"--name={Pod}"], SpecOf(set).ArgumentsOf(environment));
    }

    [FactWithTool("kubectl")]
    public async Task A_pod_is_told_its_address_its_node_and_what_it_may_use()
    {
        var set = await HelloOverlay.RenderAsync(HelloOverlay.Container("""
            env:
              - name: POD_IP
                valueFrom: {fieldRef: {fieldPath: status.podIP}}
              - name: NODE
                valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
              - name: APP
                valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}
              - name: MEMORY
                valueFrom: {resourceFieldRef: {resource: limits.memory}}
              - name: MEBIBYTES
                valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}
              - name: CPU
                valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}
            """));

        var environment = SpecOf(set).EnvironmentOf(Pod);

        Assert.Null(await HelloOverlay.RefusalAsync(set));
        Assert.Equal(
            ["127.0.0.1", System.Net.Dns.GetHostName(), "hello", "201326592", "192", "20"],
            new[] { "POD_IP", "NODE", "APP", "MEMORY", "MEBIBYTES", "CPU" }.Select(name => environment[name]));
        Assert.Contains("status.podIP", await HelloOverlay.RefusalAsync(set, hasEngine: true), StringComparison.Ordinal);
    }

    [FactWithTool("kubectl")]
    public async Task A_Secret_of_the_overlay_is_given_and_one_that_is_missing_is_named()
    {
        var there = await HelloOverlay.RenderAsync(
            $"{FromSecret}secretGenerator:\n  - name: hello-db\n    literals: [\"connection=Host=db;Password=x\"]\n");
        var missing = await HelloOverlay.RenderAsync(FromSecret);

        Assert.Equal("Host=db;Password=x", SpecOf(there).EnvironmentOf(Pod)["ConnectionStrings__Db"]);
        var refusal = await HelloOverlay.RefusalAsync(missing);
        Assert.Contains("the overlay has no Secret hello-db", refusal, StringComparison.Ordinal);
        Assert.Contains("].valueFrom: ", refusal, StringComparison.Ordinal);
        Assert.Contains("lab.secrets", refusal, StringComparison.Ordinal);
    }

    [FactWithTool("kubectl")]
    public async Task A_Secret_that_no_overlay_holds_comes_from_the_environment_of_the_build()
    {
        const string Variable = "HELLO_DB_CONNECTION_OF_A_TEST";
        var secrets = Secrets("hello-db", "connection", Variable);
        var set = await HelloOverlay.RenderAsync(FromSecret);

        Assert.Contains(
            $"{Variable}, which lab.secrets names for Secret hello-db, is not set",
            await HelloOverlay.RefusalAsync(set, secrets: secrets),
            StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(Variable, "Host=db");
        try
        {
            Assert.Null(await HelloOverlay.RefusalAsync(set, secrets: secrets));
            Assert.Equal("Host=db", ReplicaSpec.Of(set, secrets).EnvironmentOf(Pod)["ConnectionStrings__Db"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [FactWithTool("kubectl")]
    public async Task A_target_port_of_a_ServiceMonitor_is_the_pods() =>
        Assert.Empty(PolicyOf(await HelloOverlay.RenderAsync(HelloOverlay.Operations("ServiceMonitor", """
            - {op: remove, path: /spec/endpoints/0/port}
            - {op: add, path: /spec/endpoints/0/targetPort, value: 9000}
            """))));

    [FactWithTool("kubectl")]
    public Task An_init_container_is_refused_and_no_fault_on_a_cluster() => RefusedAsync(
        HelloOverlay.Pod($"initContainers:\n  - name: migrate\n    image: hello:1\n{Helper}"),
        "Deployment hello-dev/hello",
        "spec.template.spec.initContainers");

    [FactWithTool("kubectl")]
    public Task A_sidecar_is_refused_and_no_fault_on_a_cluster() => RefusedAsync(
        HelloOverlay.Pod(
            $"containers:\n  - name: hello\n  - name: otel-collector\n    image: otel/opentelemetry-collector:0.115.0\n{Helper}"),
        "Deployment hello-dev/hello",
        "spec.template.spec.containers[1]: a replica is one container");

    [FactWithTool("kubectl")]
    public async Task A_second_workload_is_refused_and_no_fault_on_a_cluster()
    {
        var set = await HelloOverlay.RenderAsync("", Redis);

        var refusal = await HelloOverlay.RefusalAsync(set);

        Assert.Contains(
            "Deployment hello-dev/redis can't run in the lab: kind: it is a second workload", refusal, StringComparison.Ordinal);
        Assert.Contains(ToCluster, refusal, StringComparison.Ordinal);
        Assert.Empty(PolicyOf(set));
    }

    [FactWithTool("kubectl")]
    public async Task A_PodMonitor_is_refused_and_no_fault_on_a_cluster()
    {
        var set = await HelloOverlay.RenderAsync(HelloOverlay.Operations("ServiceMonitor", """
            - {op: replace, path: /kind, value: PodMonitor}
            - {op: move, from: /spec/endpoints, path: /spec/podMetricsEndpoints}
            """));
        var elsewhere = await HelloOverlay.RenderAsync(HelloOverlay.Operations("ServiceMonitor", """
            - {op: replace, path: /kind, value: PodMonitor}
            - {op: move, from: /spec/endpoints, path: /spec/podMetricsEndpoints}
            - {op: replace, path: /spec/podMetricsEndpoints/0/port, value: web}
            """));

        Assert.Equal("monitor-port", Assert.Single(PolicyOf(elsewhere)).Id);
        var refusal = await HelloOverlay.RefusalAsync(set);

        Assert.Contains("PodMonitor hello-dev/hello can't run in the lab: kind: it is a PodMonitor", refusal, StringComparison.Ordinal);
        Assert.Contains(ToCluster, refusal, StringComparison.Ordinal);
        Assert.Empty(PolicyOf(set));
    }

    [Theory]
    [InlineData("StatefulSet", "apps/v1")]
    [InlineData("Rollout", "argoproj.io/v1alpha1")]
    public async Task Another_kind_in_the_place_of_the_Deployment_is_refused(string kind, string version)
    {
        var set = ManifestSet.Parse(
            $"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: hello, namespace: hello-dev}}\nspec: {{replicas: 2}}\n",
            "overlay dev");

        Assert.Contains(
            $"{kind} hello-dev/hello can't run in the lab: kind: it is a {kind}, and the lab runs Deployments only. "
                + "Next: write it as a Deployment",
            await HelloOverlay.RefusalAsync(set),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Rollout_that_a_cluster_would_run_is_refused_in_the_lab()
    {
        var yaml = Healthy.With("apiVersion: apps/v1\nkind: Deployment\n", "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n");

        var refusal = await HelloOverlay.RefusalAsync(ManifestSet.Parse(yaml, "overlay dev"));

        Assert.Contains("it is a Rollout, and the lab runs Deployments only", refusal, StringComparison.Ordinal);
        Assert.Contains(ToCluster, refusal, StringComparison.Ordinal);
    }

    [FactWithTool("kubectl")]
    public async Task A_probe_runs_a_program_of_the_image_where_replicas_are_processes_and_is_refused_where_it_can_not()
    {
        var check = await HelloOverlay.RenderAsync(Liveness("exec: {command: [/app/check, --quick]}"));
        var ofTheComputer = await HelloOverlay.RenderAsync(Liveness("exec: {command: [cat, healthy]}"));
        var file = await HelloOverlay.RenderAsync(Liveness("exec: {command: [/bin/cat, /tmp/healthy]}"));

        Assert.Null(await HelloOverlay.RefusalAsync(check));
        Assert.Contains(
            "runs no programs in containers", await HelloOverlay.RefusalAsync(check, hasEngine: true), StringComparison.Ordinal);
        Assert.Contains("cat would be one of this computer", await HelloOverlay.RefusalAsync(ofTheComputer), StringComparison.Ordinal);
        Assert.Contains("/tmp/healthy would be a file of this computer", await HelloOverlay.RefusalAsync(file), StringComparison.Ordinal);
        Assert.Empty(PolicyOf(file));
    }

    [FactWithTool("kubectl")]
    public async Task A_probe_asks_by_gRPC() =>
        Assert.Null(await HelloOverlay.RefusalAsync(await HelloOverlay.RenderAsync(Liveness("grpc: {port: 9000, service: shop.Orders}"))));

    [FactWithTool("kubectl")]
    public async Task A_scrape_shows_the_name_and_password_of_a_Secret()
    {
        var operations = HelloOverlay.Operations("ServiceMonitor", """
            - {op: add, path: /spec/endpoints/0/basicAuth, value: {username: {name: scrape, key: user}, password: {name: scrape, key: password}}}
            """);
        var missing = await HelloOverlay.RenderAsync(operations);
        var there = await HelloOverlay.RenderAsync(operations, """
            apiVersion: v1
            kind: Secret
            metadata: {name: scrape}
            stringData: {user: ada, password: "pa'ss"}
            """);

        Assert.Contains(
            "spec.endpoints[0].basicAuth: the overlay has no Secret scrape",
            await HelloOverlay.RefusalAsync(missing),
            StringComparison.Ordinal);
        Assert.Null(await HelloOverlay.RefusalAsync(there));
        var monitor = Assert.Single(ScrapeCredentials.Monitors(there, LabSecrets.None));
        var shown = (IReadOnlyDictionary<string, string>)monitor.Endpoints[0].Settings["basic_auth"];
        Assert.Equal(("ada", "pa'ss"), (shown["username"], shown["password"]));
    }

    [FactWithTool("kubectl")]
    public async Task A_field_that_the_table_does_not_have_is_refused_too()
    {
        var set = await HelloOverlay.RenderAsync(HelloOverlay.Pod("newFieldOfKubernetes: {a: b}"));

        Assert.Contains(
            "spec.template.spec.newFieldOfKubernetes: the lab does not know this field",
            await HelloOverlay.RefusalAsync(set),
            StringComparison.Ordinal);
    }

    [FactWithTool("kubectl")]
    public async Task A_mounted_file_needs_an_engine()
    {
        var set = await HelloOverlay.RenderAsync(HelloOverlay.Pod("""
            containers:
              - name: hello
                volumeMounts: [{name: config, mountPath: /etc/hello}]
            volumes:
              - {name: config, configMap: {name: hello-files}}
            """) + "configMapGenerator:\n  - name: hello-files\n    literals: [\"a.json={}\"]\n");

        Assert.Contains("a container engine does it", await HelloOverlay.RefusalAsync(set), StringComparison.Ordinal);
        Assert.Null(await HelloOverlay.RefusalAsync(set, hasEngine: true));
    }

    [FactWithTool("kubectl")]
    public async Task Relabelling_by_a_label_that_targets_here_do_not_have_is_refused()
    {
        var byNode = await HelloOverlay.RenderAsync(Relabelling("__meta_kubernetes_pod_node_name"));
        var byUid = await HelloOverlay.RenderAsync(Relabelling("__meta_kubernetes_pod_uid"));

        Assert.Null(await HelloOverlay.RefusalAsync(byNode));
        Assert.Contains("reads the label __meta_kubernetes_pod_uid", await HelloOverlay.RefusalAsync(byUid), StringComparison.Ordinal);
    }

    [FactWithTool("kubectl")]
    public async Task What_has_no_meaning_here_is_listed()
    {
        var said = await HelloOverlay.Check(hasEngine: false).RequireAsync(await HelloOverlay.RenderAsync(""), default);

        Assert.Contains("not run in the lab: Ingress, NetworkPolicy, PodDisruptionBudget", said);
        Assert.Contains(
            said,
            line => line.StartsWith("not enforced without a container engine: ", StringComparison.Ordinal)
                && line.Contains("securityContext.runAsUser", StringComparison.Ordinal));
    }

    private const string Helper = """
            resources:
              requests: {cpu: 20m, memory: 64Mi}
              limits: {memory: 192Mi}
            securityContext:
              allowPrivilegeEscalation: false
              readOnlyRootFilesystem: true
              capabilities: {drop: [ALL]}
        """;

    private const string Redis = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: redis}
        spec:
          selector: {matchLabels: {app: redis}}
          template:
            metadata: {labels: {app: redis}}
            spec: {containers: [{name: redis, image: "redis:7.4-alpine", ports: [{containerPort: 6379}]}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: redis}
        spec: {selector: {app: redis}, ports: [{port: 6379}]}
        """;

    private static readonly string FromSecret = HelloOverlay.Container("""
        env:
          - name: ConnectionStrings__Db
            valueFrom: {secretKeyRef: {name: hello-db, key: connection}}
        """);

    private static LabSecrets Secrets(string secret, string key, string variable) =>
        new(new Dictionary<string, IReadOnlyDictionary<string, string>> { [secret] = new Dictionary<string, string> { [key] = variable } });

    private static string FromConfigMap(string greeting) =>
        HelloOverlay.Container("envFrom: [{configMapRef: {name: hello-config, optional: true}}]")
        + $"configMapGenerator:\n  - name: hello-config\n    literals: [Greeting__Default={greeting}]\n";

    private static string Liveness(string probe) =>
        HelloOverlay.Operations(
            "Deployment", $"- {{op: replace, path: /spec/template/spec/containers/0/livenessProbe, value: {{{probe}}}}}");

    private static string Relabelling(string label) => HelloOverlay.Operations(
        "ServiceMonitor", $$"""- {op: add, path: /spec/endpoints/0/relabelings, value: [{sourceLabels: [{{label}}], targetLabel: instance}]}""");

    private static ReplicaSpec SpecOf(ManifestSet set) => ReplicaSpec.Of(set, LabSecrets.None);

    private static IReadOnlyList<PolicyViolation> PolicyOf(ManifestSet set) =>
        ManifestPolicy.CheckOverlay(set, new(RequireDigest: false, IsProduction: false) { Service = HelloOverlay.Service });

    private static async Task RefusedAsync(string parts, params string[] words)
    {
        var set = await HelloOverlay.RenderAsync(parts);

        var refusal = await HelloOverlay.RefusalAsync(set);

        Assert.All(words, word => Assert.Contains(word, refusal, StringComparison.Ordinal));
        Assert.Contains(ToCluster, refusal, StringComparison.Ordinal);
        Assert.Empty(PolicyOf(set));
    }
}
