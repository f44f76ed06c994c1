using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

/// <summary>What services of others have in their manifests, each as a change of the sample, validated with the real kustomize.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ServiceCasesTests : IDisposable
{
    private const string Deployment = "k8s/base/deployment.yaml";
    private const string Monitor = "k8s/base/servicemonitor.yaml";
    private const string Dev = "k8s/overlays/dev/kustomization.yaml";
    private const string Alerts = "monitoring/alerts.yaml";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private ManifestFolders _folders;
    private PolicySettings _policy = new();

    public ServiceCasesTests()
    {
        _folders = new(_folder.Path, ["k8s"], $"k8s/overlays/{OverlayFile.Placeholder}");
        var sample = Path.Combine(Repository.Root, "samples", "hello");
        foreach (var file in (string[])["k8s", "monitoring"])
        {
            foreach (var source in Directory.EnumerateFiles(Path.Combine(sample, file), "*", SearchOption.AllDirectories))
            {
                _folder.Write(Path.GetRelativePath(sample, source), File.ReadAllText(source));
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    [TheoryWithTool("kubectl")]
    [InlineData("overlays")]
    [InlineData("configured")]
    public async Task The_sample_can_be_deployed(string overlays)
    {
        _folders = _folders with { Overlays = $"k8s/{overlays}/{OverlayFile.Placeholder}" };

        await ValidateAsync();

        Assert.Contains(_log.Lines, line => line.EndsWith("alerts.yaml: 1 object, 0 violations", StringComparison.Ordinal));
    }

    [FactWithTool("kubectl")]
    public async Task Components_patches_replacements_and_labels_are_kustomize_s_business()
    {
        _folder.Write("k8s/components/debug/kustomization.yaml", """
            apiVersion: kustomize.config.k8s.io/v1alpha1
            kind: Component
            patches:
              - target: {kind: Deployment, name: hello}
                patch: |-
                  - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: A, value: b}}

            """);
        Append(Dev, "components: [../../components/debug]\nlabels: [{pairs: {team: greeters}}]\n");
        Move(Dev, "k8s/overlays/dev/kustomization.yml");

        await ValidateAsync();
    }

    [TheoryWithTool("kubectl")]
    [InlineData("target: {kind: Deploment, name: hello}", "Deploment hello")]
    [InlineData("target: {kind: Deployment, name: helo}", "Deployment helo")]
    [InlineData("target: {kind: Deployment, name: hel.*}", null)]
    [InlineData("target: {labelSelector: app=none}", null)]
    public async Task A_patch_whose_target_is_not_there_is_said_to_change_nothing(string target, string? named)
    {
        Append(Dev, $"patches:\n- {target}\n  patch: |-\n    - {{op: add, path: /metadata/labels/a, value: b}}\n");

        await ValidateAsync();

        Assert.Equal(
            named is null ? null : $"k8s/overlays/dev: a patch changes nothing: its target, {named}, is not there",
            _log.Lines.SingleOrDefault(line => line.Contains("a patch changes nothing", StringComparison.Ordinal)));
    }

    [FactWithTool("kubectl")]
    public async Task An_overlay_that_only_kustomize_can_read_is_said_to_have_unchecked_patches()
    {
        const string Patch = "  patch: |-\n    - {op: add, path: /metadata/labels/a, value: b}\n";
        Append(Dev, $"patches:\n- target: &greeter {{kind: Deployment, name: helo}}\n{Patch}- target: *greeter\n{Patch}");

        await ValidateAsync();

        Assert.Contains(_log.Lines, line => line.StartsWith(
            "k8s/overlays/dev: whether each patch changes something is not checked: ", StringComparison.Ordinal));
    }

    [FactWithTool("kubectl")]
    public async Task An_overlay_that_is_of_no_environment_is_said_to_be_unchecked()
    {
        _folder.Write("k8s/overlays/qa/kustomization.yaml", "resources: [../../nowhere]\n");

        await ValidateAsync();

        Assert.Contains("k8s/overlays/qa is not checked: qa is not one of the environments in the settings file", _log.Lines);
    }

    [FactWithTool("kubectl")]
    public async Task What_an_editor_locks_and_a_kustomization_beside_Argo_CD_s_objects_do_no_harm()
    {
        File.CreateSymbolicLink(_folder["k8s", "base", ".#deployment.yaml"], "me@desk.4711");
        _folder.Write("k8s/argocd/kustomization.yaml", "resources: [project.yaml, applicationset.yaml]\n");

        await ValidateAsync();
    }

    [Fact]
    public async Task A_link_that_leads_in_a_circle_is_named()
    {
        File.CreateSymbolicLink(_folder["k8s", "base", "again"], "..");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => ValidateAsync());

        Assert.Contains(_folder["k8s", "base", "again"], failure.Why, StringComparison.Ordinal);
        Assert.Equal("remove the link", failure.Next);
    }

    [FactWithTool("kubectl")]
    public async Task A_prefix_of_the_names_is_refused_because_the_service_is_found_by_its_name()
    {
        Append(Dev, "namePrefix: dev-\n");

        await RefusedAsync("service-name", "namePrefix");
        _policy = Without("service-not-monitored");
        await RefusedAsync("service-name", "no Deployment is called hello");
    }

    [FactWithTool("kubectl")]
    public async Task Another_release_label_and_other_severities_are_settings()
    {
        Edit(Monitor, "release: prometheus", "release: mine");
        Edit(Alerts, "release: prometheus", "release: mine");
        Edit(Alerts, "severity: critical", "severity: page");

        await RefusedAsync("monitor-release-label", "monitoringRelease in the settings file");
        await RefusedAsync("alert-severity", "severities in the settings file");
        _policy = new() { MonitoringRelease = "mine", Severities = ["page", "info"] };
        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task A_wait_of_which_nobody_knows_how_long_it_takes_can_be_allowed_with_a_reason()
    {
        Edit(Deployment, "sleep:\n                seconds: 5", "exec:\n                command: [\"sleep\", \"5\"]");

        await RefusedAsync("pre-stop", "\"policy\": { \"pre-stop\": \"why\" }");
        _policy = Without("pre-stop");
        await ValidateAsync();
        Assert.Contains(_log.Lines, line => line.Contains("pre-stop is turned off: because", StringComparison.Ordinal));
    }

    [FactWithTool("kubectl")]
    public async Task OpenShift_chooses_the_user_itself_and_root_stays_refused()
    {
        Edit(Deployment, "runAsUser: 1654 # \"app\" of the .NET images\n", "fsGroup: 1654\n");

        await RefusedAsync("run-as-user", "OpenShift");
        _policy = Without("run-as-user");
        await ValidateAsync();
        Edit(Deployment, "runAsNonRoot: true", "runAsNonRoot: false");
        await RefusedAsync("run-as-non-root", "root");
    }

    [FactWithTool("kubectl")]
    public async Task A_second_Service_that_is_not_scraped_can_be_allowed()
    {
        Append("k8s/base/service.yaml", """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: hello-headless, labels: {monitored: "false"}}
            spec: {clusterIP: None, selector: {app: hello}, ports: [{name: http, port: 9000, targetPort: http}]}

            """);
        Edit(Monitor, "      app: hello\n", "      app: hello\n    matchExpressions:\n      - {key: monitored, operator: DoesNotExist}\n");

        await RefusedAsync("service-not-monitored", "hello-headless");
        _policy = Without("service-not-monitored");
        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task What_stands_beside_the_service_is_not_held_to_what_the_service_is()
    {
        Append("k8s/base/kustomization.yaml", "");
        Edit("k8s/base/kustomization.yaml", "resources:\n", "resources:\n  - redis.yaml\n");
        _folder.Write("k8s/base/redis.yaml", """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: redis}
            spec:
              selector: {matchLabels: {app: redis}}
              template:
                metadata: {labels: {app: redis}}
                spec: {containers: [{name: redis, image: 'redis:7.4-alpine', ports: [{containerPort: 6379}]}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: redis}
            spec: {selector: {app: redis}, ports: [{port: 6379}]}

            """);
        Edit("k8s/base/kustomization.yaml", "    includeTemplates: true\n", "    includeTemplates: false\n");
        Edit(Deployment, "  template:\n    spec:\n", "  template:\n    metadata:\n      labels: {app: hello}\n    spec:\n");

        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task A_container_beside_the_service_needs_no_probes_of_its_own()
    {
        Edit(Deployment, "      volumes:\n", """
                    - name: collector
                      image: otel/opentelemetry-collector:0.115.0
                      resources: {requests: {cpu: 20m, memory: 64Mi}, limits: {memory: 192Mi}}
                      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                  volumes:

            """);

        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task An_autoscaler_counts_for_replicas()
    {
        Edit("k8s/overlays/dev/kustomization.yaml", "    count: 2\n", "    count: 1\n");
        await RefusedAsync("replicas", "minReplicas");

        Edit("k8s/base/kustomization.yaml", "resources:\n", "resources:\n  - hpa.yaml\n");
        _folder.Write("k8s/base/hpa.yaml", """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: hello}
            spec: {minReplicas: 2, maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: hello}}

            """);
        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task A_chart_among_the_resources_needs_a_setting_and_then_helm()
    {
        Append(Dev, "helmCharts: [{name: extra, releaseName: extra}]\n");
        _folder.Write("k8s/overlays/dev/charts/extra/Chart.yaml", "apiVersion: v2\nname: extra\nversion: 1.0.0\n");
        _folder.Write("k8s/overlays/dev/charts/extra/values.yaml", "");
        _folder.Write(
            "k8s/overlays/dev/charts/extra/templates/account.yaml", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: extra}\n");

        await RefusedAsync("helmCharts", "Next: set kustomizeHelm to true in the settings file; on a cluster");
        if (TestTools.Find("helm") is { } helm)
        {
            await ValidateAsync(_ => Task.FromResult(KustomizeHelm.Write(_folder["bin"], helm)));
        }
    }

    [FactWithTool("kubectl")]
    public async Task A_base_outside_of_the_folder_is_named_in_the_settings_file()
    {
        foreach (var file in Directory.GetFiles(_folder["k8s", "base"]).Select(Path.GetFileName))
        {
            Move($"k8s/base/{file}", $"deploy-common/base/{file}");
        }

        Edit(Dev, "../../base", "../../../deploy-common/base");
        Edit("k8s/overlays/live/kustomization.yaml", "../../base", "../../../deploy-common/base");

        await RefusedAsync("needs files outside of k8s", "\"sharedManifests\"");
        _folders = _folders with { Folders = ["k8s", "deploy-common"] };
        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task Overlays_may_lie_elsewhere()
    {
        Move(Dev, "k8s/env/dev/kustomization.yaml");
        Move("k8s/overlays/live/kustomization.yaml", "k8s/env/live/kustomization.yaml");

        await RefusedAsync("there is no kustomization in k8s/overlays/dev", "layout");
        _folders = _folders with { Overlays = $"k8s/env/{OverlayFile.Placeholder}" };
        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task An_HTTPRoute_lets_in_no_more_than_an_Ingress_may()
    {
        const string Route = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: hello}
            spec:
              parentRefs: [{name: public, namespace: gateway}]
              rules: [{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: hello, port: 8000}]}]

            """;
        _folder.Write("k8s/base/ingress.yaml", Route);
        await RefusedAsync("ingress-exposure", "HTTPRoute hello-dev/hello: its path / (Prefix) lets /internal/metrics in");

        _folder.Write(
            "k8s/base/ingress.yaml", Route.Replace("matches: [{path: {type: PathPrefix, value: /}}], ", "", StringComparison.Ordinal));
        await RefusedAsync("ingress-exposure", "lets /internal/metrics in");

        _folder.Write("k8s/base/ingress.yaml", Route.Replace("PathPrefix", "Exact", StringComparison.Ordinal));
        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task Metrics_on_a_port_of_their_own_are_not_let_in_by_a_path_to_another()
    {
        Edit("k8s/base/ingress.yaml", "pathType: Exact", "pathType: Prefix");
        await RefusedAsync("ingress-exposure", "lets /internal/metrics in");

        _folders = _folders with { Overlays = $"k8s/configured/{OverlayFile.Placeholder}" };
        await ValidateAsync();
    }

    [FactWithTool("kubectl")]
    public async Task A_service_without_alerts_says_why()
    {
        File.Delete(_folder[Alerts]);

        await RefusedAsync("alerts", "\"policy\": { \"alerts\": \"why\" }");
        _policy = Without("alerts");
        await ValidateAsync();
    }

    private static PolicySettings Without(string id) => new() { Off = new Dictionary<string, string> { [id] = "because" } };

    private Task ValidateAsync(Func<CancellationToken, Task<string>>? helm = null)
    {
        var renderer = new KustomizeRenderer(new CommandRunner(_log), _ => Task.FromResult(TestTools.Find("kubectl")!), helm);
        return new ManifestValidation(renderer, new DeliveredService("hello", 9000), _policy, _log)
            .RequireAsync(_folders, ["dev", "live"], "live", _folder[Alerts], default);
    }

    private async Task RefusedAsync(params string[] words)
    {
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => ValidateAsync());
        Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(Path.GetTempPath() + "gitops-demo-", refused.Message, StringComparison.Ordinal);
    }

    private void Edit(string file, string old, string @new)
    {
        var text = File.ReadAllText(_folder[file]);
        Assert.Contains(old, text, StringComparison.Ordinal);
        _folder.Write(file, text.Replace(old, @new, StringComparison.Ordinal));
    }

    private void Append(string file, string text) => _folder.Write(file, File.ReadAllText(_folder[file]) + text);

    private void Move(string file, string target)
    {
        _folder.Write(target, File.ReadAllText(_folder[file]));
        File.Delete(_folder[file]);
    }
}
