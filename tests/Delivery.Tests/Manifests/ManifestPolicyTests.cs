using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

public sealed class ManifestPolicyTests
{
    private static readonly Regex RequirementId = new("""new\(\s*"(?<id>[a-z-]+)",""");

    private const string Digest = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Delay = "        - name: Shutdown__ReadinessDelaySeconds\n          value: \"3\"\n";
    private const string Container = "Deployment gitops-demo-dev/gitops-demo, container app";
    private static readonly ManifestPolicyOptions Options = new(RequireDigest: true, IsProduction: false);

    [Fact]
    public void Healthy_manifests_have_no_violation() => Assert.Empty(ManifestPolicy.CheckOverlay(Healthy.Manifests, Options));

    [Theory]
    [InlineData("no-service-account-token", "      automountServiceAccountToken: false\n", "")]
    [InlineData("no-host-namespaces", "      enableServiceLinks: false\n", "      hostNetwork: true\n")]
    [InlineData(
        "volume-type",
        "      - emptyDir:\n          sizeLimit: 64Mi\n        name: tmp\n",
        "      - hostPath: {path: /}\n        name: tmp\n")]
    [InlineData(
        "selector",
        "  selector:\n    matchLabels:\n      app: gitops-demo\n  strategy:",
        "  selector:\n    matchLabels:\n      app: other\n  strategy:")]
    [InlineData("rolling-update", "      maxUnavailable: 0\n", "      maxUnavailable: 1\n")]
    [InlineData("rolling-update", "    type: RollingUpdate\n", "    type: Recreate\n")]
    [InlineData("min-ready", "  minReadySeconds: 1\n", "")]
    [InlineData("revision-history", "  revisionHistoryLimit: 5\n", "")]
    [InlineData("replicas", "  replicas: 2\n", "  replicas: 1\n")]
    [InlineData("disruption-budget", "apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n")]
    public void A_fault_of_the_pods_is_found_and_the_Deployment_named(string id, string old, string @new) =>
        AssertFound(id, "Deployment gitops-demo-dev/gitops-demo", Healthy.With(old, @new));

    [Theory]
    [InlineData("run-as-non-root", "        runAsNonRoot: true\n", "")]
    [InlineData("run-as-non-root", "        runAsUser: 1654\n", "        runAsUser: 0\n")]
    [InlineData("read-only-root", "          readOnlyRootFilesystem: true\n", "")]
    [InlineData("no-privilege-escalation", "          allowPrivilegeEscalation: false\n", "")]
    [InlineData(
        "no-privilege-escalation",
        "          readOnlyRootFilesystem: true\n",
        "          readOnlyRootFilesystem: true\n          privileged: true\n")]
    [InlineData("no-capabilities", "            - ALL\n", "            - NET_RAW\n")]
    [InlineData("no-capabilities", "            drop:\n", "            add: [SYS_ADMIN]\n            drop:\n")]
    [InlineData("seccomp", "          type: RuntimeDefault\n", "          type: Unconfined\n")]
    [InlineData("no-host-port", "        - containerPort: 8080\n", "        - containerPort: 8080\n          hostPort: 8080\n")]
    [InlineData("image-by-digest", Digest, "")]
    [InlineData("image-tag", ":1.4.0" + Digest, ":latest")]
    [InlineData("image-tag", ":1.4.0" + Digest, "")]
    [InlineData("cpu-request", "            cpu: 50m\n", "")]
    [InlineData("memory-request", "            memory: 64Mi\n", "")]
    [InlineData("memory-limit", "          limits:\n            memory: 192Mi\n", "")]
    [InlineData("quantity", "            memory: 64Mi\n", "            memory: 64MB\n")]
    [InlineData("request-above-limit", "            memory: 64Mi\n", "            memory: 1Gi\n")]
    [InlineData("startup-probe", "        startupProbe:\n", "        notStartupProbe:\n")]
    [InlineData("readiness-probe", "        readinessProbe:\n", "        notReadinessProbe:\n")]
    [InlineData("liveness-probe", "        livenessProbe:\n", "        notLivenessProbe:\n")]
    [InlineData(
        "readiness-probe-port",
        "            path: /ready\n            port: http\n",
        "            path: /ready\n            port: metrics\n")]
    [InlineData("readiness-is-not-liveness", "            path: /ready\n", "            path: /health\n")]
    [InlineData(
        "unique-names",
        "        - containerPort: 8080\n          name: http\n",
        "        - containerPort: 8080\n          name: http\n        - containerPort: 8081\n          name: http\n")]
    [InlineData("unknown-volume", "        - mountPath: /tmp\n          name: tmp\n", "        - mountPath: /tmp\n          name: temp\n")]
    [InlineData("named-ports", "        - containerPort: 8080\n          name: http\n", "        - containerPort: 8080\n")]
    [InlineData("pre-stop", Delay, "")]
    [InlineData("pre-stop", Delay, "        - name: Shutdown__ReadinessDelaySeconds\n          value: \"2\"\n")]
    [InlineData("grace-period", "      terminationGracePeriodSeconds: 30\n", "      terminationGracePeriodSeconds: 3\n")]
    [InlineData("grace-period", "      terminationGracePeriodSeconds: 30\n", "      terminationGracePeriodSeconds: 21\n")]
    public void A_fault_of_a_container_is_found_and_the_container_named(string id, string old, string @new) =>
        AssertFound(id, Container, Healthy.With(old, @new));

    [Theory]
    [InlineData("service-selector", "Service", "  selector:\n    app: gitops-demo\n", "  selector:\n    app: other\n")]
    [InlineData("service", "Deployment", "  selector:\n    app: gitops-demo\n", "  selector:\n    app: other\n")]
    [InlineData("service-target-port", "Service", "    targetPort: http\n", "    targetPort: web\n")]
    [InlineData(
        "unique-names",
        "Service",
        "  - name: http\n    port: 80\n",
        "  - name: http\n    port: 81\n    targetPort: http\n  - name: http\n    port: 80\n")]
    [InlineData("service-port-name", "Service", "  - name: http\n    port: 80\n", "  - port: 80\n")]
    [InlineData("service-not-monitored", "Service", "kind: ServiceMonitor\n", "kind: Probe\n")]
    [InlineData("monitor-release-label", "ServiceMonitor", "    release: prometheus\n", "")]
    [InlineData("monitor-port", "ServiceMonitor", "    port: http\n    scrapeTimeout", "    port: metrics\n    scrapeTimeout")]
    [InlineData(
        "monitor-selector",
        "ServiceMonitor",
        "  sampleLimit: 5000\n  selector:\n    matchLabels:\n      app: gitops-demo\n",
        "  selector:\n    matchLabels:\n      app: other\n")]
    [InlineData("monitor-selector", "ServiceMonitor", "  sampleLimit: 5000\n", "  namespaceSelector: {matchNames: [elsewhere]}\n")]
    [InlineData(
        "monitor-endpoints",
        "ServiceMonitor",
        "  endpoints:\n  - honorLabels: true\n    interval: 2s\n    path: /metrics\n    port: http\n    scrapeTimeout: 2s\n",
        "  endpoints: []\n")]
    [InlineData("scrape-timeout", "ServiceMonitor", "    scrapeTimeout: 2s\n", "    scrapeTimeout: 10s\n")]
    [InlineData("disruption-budget", "PodDisruptionBudget", "  maxUnavailable: 1\n", "  maxUnavailable: 0\n")]
    [InlineData("disruption-budget", "PodDisruptionBudget", "  maxUnavailable: 1\n", "  minAvailable: 2\n")]
    [InlineData("network-policy", "Deployment", "  policyTypes:\n  - Ingress\n", "  policyTypes:\n")]
    [InlineData(
        "network-policy",
        "NetworkPolicy",
        "  - from:\n    - namespaceSelector:\n        matchLabels:",
        "  - from: []\n  - from:\n    - namespaceSelector:\n        matchLabels:")]
    [InlineData(
        "ingress-exposure", "Ingress", "        path: /version\n        pathType: Exact\n", "        path: /\n        pathType: Prefix\n")]
    [InlineData(
        "ingress-exposure",
        "Ingress",
        "        path: /version\n        pathType: Exact\n",
        "        path: /metrics\n        pathType: Exact\n")]
    [InlineData(
        "ingress-exposure",
        "Ingress",
        "        path: /ready\n        pathType: Exact\n",
        "        path: /ready\n        pathType: Prefix\n")]
    [InlineData(
        "ingress-exposure",
        "Ingress",
        "        path: /version\n        pathType: Exact\n",
        "        path: /f\n        pathType: ImplementationSpecific\n")]
    [InlineData("ingress-exposure", "Ingress", "spec:\n  rules:\n", "spec:\n  defaultBackend: {service: {name: gitops-demo}}\n  rules:\n")]
    [InlineData(
        "ingress-backend",
        "Ingress",
        "            name: gitops-demo\n            port:\n              name: http\n        path: /version\n",
        "            name: gitops-demo\n            port:\n              name: web\n        path: /version\n")]
    [InlineData(
        "ingress-backend",
        "Ingress",
        "            name: gitops-demo\n            port:\n              name: http\n        path: /version\n",
        "            name: gitops-demo\n            port:\n              name: \"80\"\n        path: /version\n")]
    public void A_fault_of_what_leads_to_the_pods_is_found_and_its_object_named(string id, string kind, string old, string @new) =>
        AssertFound(id, $"{kind} gitops-demo-dev/gitops-demo", Healthy.With(old, @new));

    [Theory]
    [InlineData("canary: {maxUnavailable: 0}", null)]
    [InlineData("blueGreen: {activeService: gitops-demo}", null)]
    [InlineData("canary: {steps: [{setWeight: 20}]}", "rolling-update")]
    public void A_Rollout_of_Argo_Rollouts_is_held_to_the_same_as_a_Deployment(string strategy, string? violation)
    {
        var yaml = Healthy
            .With("apiVersion: apps/v1\nkind: Deployment\n", "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n")
            .Replace(
                "    rollingUpdate:\n      maxSurge: 100%\n      maxUnavailable: 0\n    type: RollingUpdate\n",
                $"    {strategy}\n",
                StringComparison.Ordinal);

        var found = ManifestPolicy.CheckOverlay(ManifestSet.Parse(yaml, "dev"), Options);

        Assert.Equal(violation, found.SingleOrDefault()?.Id);
        Assert.Contains(
            ManifestPolicy.CheckOverlay(ManifestSet.Parse(yaml.Replace("runAsNonRoot: true", "runAsNonRoot: false"), "dev"), Options),
            other => other is { Id: "run-as-non-root", Subject: "Rollout gitops-demo-dev/gitops-demo, container app" });
    }

    [Theory]
    [InlineData("gitops-demo", 2, null)]
    [InlineData("gitops-demo", 1, "autoscaler-range")]
    [InlineData("gitops-dmo", 2, "autoscaler-target")]
    public void An_autoscaler_scales_a_Deployment_that_is_there_from_few_pods_to_more(string target, int most, string? violation)
    {
        var yaml = $$"""
            {{Healthy.Text}}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: gitops-demo, namespace: gitops-demo-dev}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{target}}}, minReplicas: 2, maxReplicas: {{most}}}
            """;

        Assert.Equal(violation, ManifestPolicy.CheckOverlay(ManifestSet.Parse(yaml, "dev"), Options).SingleOrDefault()?.Id);
    }

    [Fact]
    public void An_overlay_that_was_never_deployed_needs_no_digest()
    {
        var manifests = ManifestSet.Parse(Healthy.With(Digest, ""), "dev");

        Assert.Empty(ManifestPolicy.CheckOverlay(manifests, Options with { RequireDigest = false }));
    }

    [Fact]
    public void Faults_are_for_environments_other_than_production()
    {
        var violation = Assert.Single(ManifestPolicy.CheckOverlay(Healthy.Manifests, Options with { IsProduction = true }));

        Assert.Equal("no-faults-in-production", violation.Id);
        Assert.Equal(Container, violation.Subject);
    }

    [Fact]
    public void Nothing_at_all_is_no_pass()
    {
        var nothing = ManifestSet.Parse("", "k8s/overlays/dev");

        Assert.Equal("deployment-missing", Assert.Single(ManifestPolicy.CheckOverlay(nothing, Options)).Id);
        Assert.Equal("prometheusrule-missing", Assert.Single(ManifestPolicy.CheckRules(nothing, new())).Id);
    }

    [Fact]
    public void Init_containers_are_held_to_the_same_security()
    {
        var yaml = Healthy.With("      enableServiceLinks: false\n", "      initContainers: [{name: first, image: busybox}]\n");

        var found = ManifestPolicy.CheckOverlay(ManifestSet.Parse(yaml, "dev"), Options)
            .Where(violation => violation.Subject == "Deployment gitops-demo-dev/gitops-demo, init container first")
            .Select(violation => violation.Id)
            .ToHashSet();

        Assert.Superset(new HashSet<string>(["read-only-root", "no-capabilities", "image-by-digest", "memory-limit"]), found);
    }

    [Fact]
    public void The_alerts_of_the_repository_have_no_violation() =>
        Assert.Empty(ManifestPolicy.CheckRules(ManifestSet.Load(Path.Combine(Repository.Root, "monitoring/alerts.yaml")), new()));

    [Theory]
    [InlineData("rule-release-label", "  labels: {release: prometheus}", "  labels: {app: x}", "")]
    [InlineData("group-name", "name: b", "name: a", "")]
    [InlineData("group-empty", "rules: [{record: up:sum, expr: sum(up)}]", "rules: []", ", group b")]
    [InlineData("alert-name", "record: up:sum", "alert: Down", "")]
    [InlineData("alerts", "alert: Down", "record: down", "")]
    [InlineData("alert-severity", "severity: warning", "severity: urgent", ", alert Down")]
    [InlineData("alert-annotation", "summary: s, ", "", ", alert Down")]
    [InlineData("alert-annotation", "description: d, ", "description: ' ', ", ", alert Down")]
    [InlineData("alert-runbook", "'https://git.example/Down.md'", "docs/runbooks/Down.md", ", alert Down")]
    public void A_fault_of_an_alert_is_found_and_the_alert_named(string id, string old, string @new, string place)
    {
        const string Yaml = """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: r
              labels: {release: prometheus}
            spec:
              groups:
              - name: a
                rules:
                - alert: Down
                  expr: up == 0
                  labels: {severity: warning}
                  annotations: {summary: s, description: d, runbook_url: 'https://git.example/Down.md'}
              - name: b
                rules: [{record: up:sum, expr: sum(up)}]
            """;
        Assert.Empty(ManifestPolicy.CheckRules(ManifestSet.Parse(Yaml, "r.yaml"), new()));

        var found = ManifestPolicy.CheckRules(ManifestSet.Parse(Yaml.Replace(old, @new, StringComparison.Ordinal), "r.yaml"), new());

        Assert.Contains(found, violation => violation.Id == id && violation.Subject == $"PrometheusRule r{place}");
    }

    [Fact]
    public void Every_requirement_that_is_found_is_known_to_the_settings_file_or_one_that_nothing_works_without()
    {
        string[] always =
        [
            "deployment-missing", "prometheusrule-missing", "image-by-digest", "selector", "quantity", "request-above-limit",
            "scrape-timeout", "group-name", "group-empty", "service-name", "service-namespace", "service-port", "service-target-port",
            "readiness-probe-port", "startup-probe-port", "liveness-probe-port",
            "unique-names", "unknown-volume", "autoscaler-range",
        ];
        var folder = Path.Combine(Repository.Root, "build", "Delivery", "Manifests", "Policy");
        var found = Directory.GetFiles(folder, "*Requirement*.cs").SelectMany(
            file => RequirementId.Matches(File.ReadAllText(file)).Select(match => match.Groups["id"].Value));

        Assert.Empty(found.Except([.. PolicySettings.Ids, .. always]));
        Assert.Equal(PolicySettings.Ids.Order(StringComparer.Ordinal), PolicySettings.Ids);
    }

    [Fact]
    public void A_violation_says_where_what_and_what_to_do()
    {
        var violation = new PolicyViolation("replicas", "Deployment a/b", "it has 1 replica", "set replicas to 2");

        Assert.Equal("Deployment a/b: it has 1 replica [replicas]. Next: set replicas to 2", violation.ToString());
    }

    private static void AssertFound(string id, string subject, string yaml)
    {
        var found = ManifestPolicy.CheckOverlay(ManifestSet.Parse(yaml, "dev"), Options);

        Assert.True(
            found.Any(violation => violation.Id == id && violation.Subject == subject),
            $"no {id} of {subject} in:\n{string.Join('\n', found)}");
    }
}
