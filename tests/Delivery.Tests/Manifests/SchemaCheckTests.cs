using GitOpsDemo.Delivery.Manifests.Schemas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

public sealed class SchemaCheckTests
{
    private const string Deployment = "Deployment gitops-demo-dev/gitops-demo, spec.";
    private const string App = Deployment + "template.spec.containers[0].";
    private const string Port = "        - containerPort: 8080\n          name: ";
    private const string Labels = "        app.kubernetes.io/name: gitops-demo\n";
    private const string Spec = "    spec:";
    private readonly RecordingLog _log = new();

    [Fact]
    public void Healthy_manifests_have_only_fields_that_the_API_knows() => AssertFine(Healthy.Text);

    [Theory]
    [InlineData("monitoring/alerts.yaml")]
    [InlineData("k8s/argocd/project.yaml")]
    [InlineData("k8s/argocd/applicationset.yaml")]
    [InlineData("samples/hello/monitoring/alerts.yaml")]
    [InlineData("samples/hello/k8s/argocd/project.yaml")]
    [InlineData("samples/hello/k8s/argocd/applicationset.yaml")]
    public void So_have_the_alerts_and_what_Argo_CD_gets(string file) => AssertFine(File.ReadAllText(Path.Combine(Repository.Root, file)));

    [Theory]
    [InlineData(
        "      enableServiceLinks: false\n",
        "      enableServiceLink: false\n",
        Deployment + "template.spec.enableServiceLink: the API knows no such field [unknown-field]. "
            + "Next: write enableServiceLinks, if that is meant")]
    [InlineData(
        "  progressDeadlineSeconds: 120\n",
        "  progressdeadlineSeconds: 120\n",
        Deployment + "progressdeadlineSeconds: the API knows no such field [unknown-field]. "
            + "Next: write progressDeadlineSeconds, if that is meant")]
    [InlineData(
        "        - containerPort: 8080\n",
        "        - containerPort: web\n",
        App + "ports[0].containerPort: expected a whole number, found text ('web') [wrong-type]. Next: write a whole number")]
    [InlineData(
        "        - containerPort: 8080\n",
        "        - containerPort: 4294967297\n",
        App + "ports[0].containerPort: expected a number from 1 to 65535, found '4294967297' [wrong-value]. Next: write it in that form")]
    [InlineData(
        "  replicas: 2\n",
        "  replicas: \"2\"\n",
        Deployment + "replicas: expected a whole number, found text ('2') [wrong-type]. Next: write a whole number")]
    [InlineData(
        "    targetPort: http\n",
        "    targetPort: \"8080\"\n",
        "Service gitops-demo-dev/gitops-demo, spec.ports[0].targetPort: expected a number or a name, found a number in quotes ('8080') "
            + "[wrong-type]. Next: remove the quotes")]
    [InlineData(
        "            port: http\n          periodSeconds: 10\n",
        "            port: \"8080\"\n          periodSeconds: 10\n",
        App + "livenessProbe.httpGet.port: expected a number or a name, found a number in quotes ('8080') [wrong-type]. "
            + "Next: remove the quotes")]
    [InlineData(
        "      maxSurge: 100%\n",
        "      maxSurge: \"1\"\n",
        Deployment + "strategy.rollingUpdate.maxSurge: expected a number or a name, found a number in quotes ('1') [wrong-type]. "
            + "Next: remove the quotes")]
    [InlineData(
        "          value: \"3\"\n",
        "          value: yes\n",
        App + "env[2].value: expected text, found true or false ('yes') [wrong-type]. Next: put it in quotes")]
    [InlineData(
        "            - ALL\n",
        "            - 7\n",
        App + "securityContext.capabilities.drop[0]: expected text, found a whole number ('7') [wrong-type]. Next: put it in quotes")]
    [InlineData(
        "        - mountPath: /tmp\n",
        "        - readOnly: false\n",
        App + "volumeMounts[0].mountPath: it is missing [missing-field]. Next: add it")]
    [InlineData(
        "    type: RollingUpdate\n",
        "    type: RolingUpdate\n",
        Deployment + "strategy.type: 'RolingUpdate' is not one of Recreate, RollingUpdate [wrong-value]. "
            + "Next: write RollingUpdate, if that is meant")]
    [InlineData(
        "kind: PodDisruptionBudget\n",
        "kind: PodDisruptionBudgt\n",
        "PodDisruptionBudgt gitops-demo-dev/gitops-demo, kind: policy/v1 has no such kind [unknown-kind]. "
            + "Next: write PodDisruptionBudget, if that is meant")]
    [InlineData(
        "apiVersion: policy/v1\n",
        "apiVersion: policy/v1beta1\n",
        "PodDisruptionBudget gitops-demo-dev/gitops-demo, apiVersion: Kubernetes 1.25 has removed policy/v1beta1 [unknown-kind]. "
            + "Next: write policy/v1")]
    [InlineData(
        "    scrapeTimeout: 2s\n",
        "    scrapeTimout: 4s\n",
        "ServiceMonitor gitops-demo-dev/gitops-demo, spec.endpoints[0].scrapeTimout: the API knows no such field [unknown-field]. "
            + "Next: write scrapeTimeout, if that is meant")]
    [InlineData(
        "    scrapeTimeout: 2s\n",
        "    scrapeTimeout: 2 s\n",
        "ServiceMonitor gitops-demo-dev/gitops-demo, spec.endpoints[0].scrapeTimeout: "
            + "'2 s' does not match ^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$ "
            + "[wrong-value]. Next: write it in that form")]
    public void A_fault_is_found_with_its_object_its_path_and_what_was_meant(string old, string @new, string expected) =>
        Assert.Equal(expected, Assert.Single(Check(Healthy.With(old, @new))));

    [Theory]
    [InlineData(Port + "http\n", Port + "web-management-x\n", "ports[0].name")]
    [InlineData(Port + "http\n", Port + "web_port\n", "ports[0].name")]
    [InlineData(Port + "http\n", Port + "web--1\n", "ports[0].name")]
    [InlineData("        - containerPort: 8080\n", "        - containerPort: 0\n", "ports[0].containerPort")]
    [InlineData(
        "            port: http\n          periodSeconds: 10\n",
        "            port: Http\n          periodSeconds: 10\n",
        "livenessProbe.httpGet.port")]
    [InlineData("          failureThreshold: 3\n", "          failureThreshold: -1\n", "livenessProbe.failureThreshold")]
    [InlineData("        name: app\n", "        name: App\n", "name")]
    [InlineData("        - name: POD_NAME\n", "        - name: POD=NAME\n", "env[4].name")]
    public void A_name_or_a_number_in_a_container_that_an_API_server_refuses_is_refused(string old, string @new, string path) =>
        Assert.StartsWith($"{App}{path}: expected ", Assert.Single(Check(Healthy.With(old, @new))), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "  - name: http\n    port: 80\n",
        "  - name: web_port\n    port: 80\n",
        "Service gitops-demo-dev/gitops-demo, spec.ports[0].name")]
    [InlineData("    port: 80\n", "    port: 70000\n", "Service gitops-demo-dev/gitops-demo, spec.ports[0].port")]
    [InlineData("        name: tmp\n---", "        name: tmp_files\n---", Deployment + "template.spec.volumes[0].name")]
    [InlineData("        maxSkew: 1\n", "        maxSkew: 0\n", Deployment + "template.spec.topologySpreadConstraints[0].maxSkew")]
    [InlineData("      maxSurge: 100%\n", "      maxSurge: half\n", Deployment + "strategy.rollingUpdate.maxSurge")]
    [InlineData("  replicas: 2\n", "  replicas: -2\n", Deployment + "replicas")]
    [InlineData(Labels + Spec, Labels + "        version: '1.4.0 (beta)'\n" + Spec, Deployment + "template.metadata.labels.version")]
    [InlineData(Labels + Spec, Labels + "        a/b/c: d\n" + Spec, Deployment + "template.metadata.labels.a/b/c")]
    [InlineData(
        Labels + Spec,
        Labels + "      annotations: {'config hash': '1'}\n" + Spec,
        Deployment + "template.metadata.annotations.config hash")]
    public void So_is_one_elsewhere(string old, string @new, string place) =>
        Assert.StartsWith($"{place}: expected ", Assert.Single(Check(Healthy.With(old, @new))), StringComparison.Ordinal);

    [Theory]
    [InlineData("v1, kind: ConfigMap, metadata: {name: c}, data: {app/settings.json: ''}", "ConfigMap c, data.app/settings.json")]
    [InlineData("v1, kind: ConfigMap, metadata: {name: My.Settings}", "ConfigMap My.Settings, metadata.name")]
    [InlineData("v1, kind: Service, metadata: {name: my.service}", "Service my.service, metadata.name")]
    [InlineData("v1, kind: Secret, metadata: {name: s, namespace: my.team}", "Secret my.team/s, metadata.namespace")]
    [InlineData(
        "networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {rules: [{host: 'shop.example.com:443'}]}",
        "Ingress i, spec.rules[0].host")]
    [InlineData(
        "policy/v1, kind: PodDisruptionBudget, metadata: {name: p}, "
            + "spec: {selector: {matchExpressions: [{key: app, operator: Is, values: [a]}]}}",
        "PodDisruptionBudget p, spec.selector.matchExpressions[0].operator")]
    public void So_is_one_of_another_kind(string fields, string place) =>
        Assert.StartsWith($"{place}: expected ", Assert.Single(Check($"{{apiVersion: {fields}}}")), StringComparison.Ordinal);

    [Fact]
    public void The_form_that_a_name_has_to_have_is_said_in_words() => Assert.Equal(
        App + "ports[0].name: expected at most 15 lower-case letters, digits and '-', a letter among them, and '-' neither at an end nor "
            + "twice in a row, found 'web-management-port' [wrong-value]. Next: write it in that form",
        Assert.Single(Check(Healthy.With(Port + "http\n", Port + "web-management-port\n"))));

    [Theory]
    [InlineData(Port + "http\n", Port + "h2-c\n")]
    [InlineData("        - name: POD_NAME\n", "        - name: 0pod.name-x y\n")]
    [InlineData(
        Labels + Spec, "        Team: A_1\n        empty: ''\n      annotations: {Example.COM/Any: 'a b', x: ''}\n" + Spec)]
    [InlineData("            cpu: 50m\n", "            cpu: 0.5\n")]
    [InlineData("            cpu: 50m\n", "            cpu: 1\n")]
    [InlineData("            port: http\n          periodSeconds: 10\n", "            port: 8080\n          periodSeconds: 10\n")]
    [InlineData("      maxSurge: 100%\n", "      maxSurge: 25%\n")]
    [InlineData("      maxSurge: 100%\n", "      maxSurge: \"25%\"\n")]
    [InlineData("    targetPort: http\n", "    targetPort: 8080\n")]
    [InlineData("  replicas: 2\n", "  replicas: 2.0\n")]
    [InlineData("      enableServiceLinks: false\n", "      enableServiceLinks: off\n")]
    [InlineData("      terminationGracePeriodSeconds: 30\n", "      terminationGracePeriodSeconds: 0x1e\n      nodeName: null\n")]
    [InlineData("    app.kubernetes.io/name: gitops-demo\n    release: prometheus\n", "    any/name: \"1\"\n    release: prometheus\n")]
    public void What_an_API_server_takes_is_taken(string old, string @new) => AssertFine(Healthy.With(old, @new));

    [Fact]
    public void All_faults_are_found_at_once() => Assert.Equal(3, Check(
        Healthy.With("      enableServiceLinks: false\n", "      enableServiceLink: false\n      hostnetwork: true\n").Replace(
            "  replicas: 2\n", "  replicas: two\n", StringComparison.Ordinal)).Count);

    [Fact]
    public void An_expression_may_be_a_number_in_quotes() => AssertFine("""
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: r}
        spec: {groups: [{name: g, rules: [{record: a, expr: "1"}]}]}
        """);

    [Fact]
    public void A_field_that_is_like_no_other_is_told_with_those_that_there_are() => Assert.Equal(
        "PrometheusRule r, spec.groups[0].rules[0].whatsoever: the API knows no such field [unknown-field]. "
            + "Next: remove it, or write one of alert, annotations, expr, for, keep_firing_for, labels, record",
        Assert.Single(Check("""
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: r}
            spec: {groups: [{name: g, rules: [{alert: A, expr: up, whatsoever: 1}]}]}
            """)));

    [Fact]
    public void A_kind_that_is_not_known_is_said_to_be_unchecked()
    {
        Assert.Empty(Check("{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: web, namespace: dev}, spec: {x: 1}}"));

        Assert.Equal(
            "Certificate dev/web: its fields are not checked, its kind of cert-manager.io/v1 is not known here", Assert.Single(_log.Lines));
    }

    [Fact]
    public void What_a_Secret_holds_is_not_shown() => Assert.Equal(
        "Secret s, data.password: expected text, found a whole number (its value) [wrong-type]. Next: put it in quotes",
        Assert.Single(Check("{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {password: 4711}}")));

    private List<string> Check(string yaml) => [.. SchemaCheck.Check(yaml, "dev", _log).Select(violation => violation.ToString())];

    private void AssertFine(string yaml)
    {
        Assert.Empty(Check(yaml));
        Assert.Empty(_log.Lines);
    }
}
