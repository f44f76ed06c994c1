using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

public sealed class ManifestSetTests
{
    [Fact]
    public void A_Deployment_is_read_with_all_that_it_takes_to_run_it()
    {
        var deployment = Healthy.Manifests.Only<Deployment>();

        Assert.Equal("Deployment gitops-demo-dev/gitops-demo", deployment.ToString());
        Assert.Equal(2, deployment.Replicas);
        Assert.Equal(new DeploymentStrategy("RollingUpdate", "0") { MaxSurge = "100%" }, deployment.Strategy);
        Assert.Equal(TimeSpan.FromSeconds(1), deployment.MinReady);
        Assert.Equal(TimeSpan.FromSeconds(30), deployment.Template.TerminationGracePeriod);
        var container = Assert.Single(deployment.Template.Containers);
        Assert.Equal("app", container.Name);
        Assert.StartsWith("registry.example/gitops-demo:1.4.0@sha256:", container.Image, StringComparison.Ordinal);
        Assert.Contains(new EnvironmentVariable("ASPNETCORE_HTTP_PORTS", "8080", null), container.Environment);
        Assert.Contains(new EnvironmentVariable("POD_NAME", null, "metadata.name"), container.Environment);
        Assert.Equal([new ContainerPort("http", 8080, null)], container.Ports);
        Assert.Equal("192Mi", container.Resources.Limits["memory"]);
        Assert.Equal(8080, container.PortNumber("http"));
        Assert.Equal(8081, container.PortNumber("8081"));
        Assert.Null(container.PortNumber("grpc"));
        var second = TimeSpan.FromSeconds(1);
        var expected = new Probe(new HttpGetAction("/ready", "http"), second, second, 2, 1);
        Assert.Equal(expected, container.ReadinessProbe);
        Assert.Equal(TimeSpan.FromSeconds(2), expected.NoticedAfter);
    }

    [Fact]
    public void Services_ServiceMonitors_and_ways_in_are_read()
    {
        var manifests = Healthy.Manifests;
        var service = manifests.Only<Service>();
        var monitor = manifests.Only<ServiceMonitor>();
        var ingress = manifests.Only<Ingress>();

        Assert.Equal([new ServicePort("http", 80, "http")], service.Ports);
        Assert.True(service.Selects(manifests.Only<Deployment>().Template.Labels));
        Assert.Equal(
            [new MonitorEndpoint("http", null, "/metrics", "http", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), true)],
            monitor.Endpoints);
        Assert.Equal(5000, monitor.SampleLimit);
        Assert.True(monitor.Selects(service));
        Assert.Equal("serviceMonitor/gitops-demo-dev/gitops-demo/0", monitor.PoolName(0));
        Assert.Contains(new IngressPath("/ready", "Exact", "gitops-demo", "http") { IsByName = true }, ingress.Paths);
        Assert.Equal(["ServiceAccount"], manifests.All<OtherObject>().Select(other => other.Metadata.Kind));
    }

    [Fact]
    public void What_is_left_out_has_the_defaults_of_the_API_server()
    {
        const string Yaml = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: small}
            spec:
              selector: {matchLabels: {app: small}}
              template:
                metadata: {labels: {app: small}}
                spec:
                  volumes: [{name: nothing}]
                  containers:
                  - name: a
                    image: small:1
                    env: [{name: EMPTY}, {name: SECRET, valueFrom: {secretKeyRef: {name: s, key: k}}}]
                    livenessProbe: {tcpSocket: {port: 1}}
                    readinessProbe: {httpGet: {port: 80}}
            """;

        var deployment = ManifestSet.Parse(Yaml, "small.yaml").Only<Deployment>();

        Assert.Equal("Deployment small", deployment.ToString());
        Assert.Equal(1, deployment.Replicas);
        Assert.Equal(new DeploymentStrategy("RollingUpdate", "25%"), deployment.Strategy);
        Assert.Equal(TimeSpan.FromSeconds(30), deployment.Template.TerminationGracePeriod);
        Assert.Equal(["emptyDir"], deployment.Template.VolumeTypes);
        var container = deployment.Template.Containers[0];
        Assert.Equal(
            [new("EMPTY", "", null), new("SECRET", null, null) { Key = new(new("Secret", "s", IsOptional: false), "k") }],
            container.Environment);
        Assert.Equal(new Probe(null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), 3, 1) { TcpPort = "1" }, container.LivenessProbe);
        Assert.Equal(new HttpGetAction("/", "80"), container.ReadinessProbe!.HttpGet);
        Assert.Null(container.StartupProbe);
    }

    [Fact]
    public void A_PrometheusRule_is_read_with_its_expressions_untouched()
    {
        var rules = ManifestSet.Load(Path.Combine(Repository.Root, "monitoring/alerts.yaml")).Only<PrometheusRule>();

        var group = rules.Groups[0];
        Assert.Equal("gitops-demo.rules", group.Name);
        Assert.Equal(TimeSpan.FromSeconds(30), group.Interval);
        Assert.Equal(["HighErrorRate", "PodNotReady", "HighMemoryUsage"], group.Rules.Select(rule => rule.Name).Take(3));
        Assert.Equal(
            """
            sum by (namespace) (
              rate(http_requests_total{job="gitops-demo", endpoint!~"/health|/ready|/metrics", status=~"5.."}[5m])
            ) > 0.1
            """,
            group.Rules[0].Expression);
        Assert.Equal(TimeSpan.FromMinutes(2), group.Rules[0].For);
        Assert.Equal("warning", group.Rules[0].Labels["severity"]);
    }

    [Theory]
    [InlineData(
        "  replicas: 2\n",
        "  replicas: two\n",
        "k8s/overlays/dev: Deployment gitops-demo-dev/gitops-demo, spec.replicas: expected a whole number, found 'two' (line ")]
    [InlineData(
        "        image: registry.example/gitops-demo:1.4.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
        "",
        "spec.template.spec.containers[0].image: it is missing")]
    [InlineData(
        "      automountServiceAccountToken: false\n",
        "      automountServiceAccountToken: no\n",
        "automountServiceAccountToken: expected true or false, found 'no'")]
    [InlineData(
        "    interval: 2s\n",
        "    interval: 5 seconds\n",
        "ServiceMonitor gitops-demo-dev/gitops-demo, spec.endpoints[0].interval: expected a duration")]
    [InlineData(
        "        ports:\n        - containerPort: 8080\n          name: http\n",
        "        ports: 8080\n",
        "spec.template.spec.containers[0].ports: expected a list, found '8080'")]
    [InlineData(
        "          httpGet:\n            path: /ready\n            port: http\n",
        "          httpGet: [/ready]\n",
        "readinessProbe.httpGet: expected a mapping, found a list")]
    [InlineData("kind: ServiceMonitor\n", "kind:\n    a: b\n", "kind: expected a single value, found a mapping")]
    public void A_broken_field_is_named_with_source_object_and_path(string old, string @new, string message)
    {
        var exception = Assert.Throws<DeliveryException>(() => ManifestSet.Parse(Healthy.With(old, @new), "k8s/overlays/dev"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [1, 2", "line ")]
    [InlineData("a:\n\t- b", "line 1")]
    [InlineData("a: 1\na: 2", "line 2, column 1: Duplicate key")]
    [InlineData("a: &x [1]\nb: [*x, *x]", "line 2, column 5: aliases (*name) are not supported here")]
    [InlineData("- 1\n- 2", "expected a mapping, found a list")]
    [InlineData("just text", "expected a mapping, found 'just text'")]
    [InlineData("kind: Pod\nmetadata: {name: x}", "apiVersion: it is missing")]
    [InlineData("kind: Pod\napiVersion: v1", "metadata: it is missing")]
    [InlineData(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {? [a] : b}}",
        "metadata.labels: expected text keys, found a mapping (line 3)")]
    public void Text_that_is_no_manifest_is_refused_with_its_place(string yaml, string message)
    {
        var exception = Assert.Throws<DeliveryException>(() => ManifestSet.Parse(yaml, "x.yaml"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("x.yaml", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expr: up == 0", "expression: up == 0", "spec.groups[0].rules[0].expression: the field is not known here")]
    [InlineData("alert: Down", "alert: Down\n      record: down", "a rule has either alert or record")]
    [InlineData("for: 1m", "for: soon", "spec.groups[0].rules[0].for: expected a duration")]
    [InlineData("interval: 30s", "intervall: 30s", "spec.groups[0].intervall: the field is not known here")]
    public void A_rule_that_an_API_server_would_quietly_cut_is_refused(string old, string @new, string message)
    {
        const string Yaml = """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: r}
            spec:
              groups:
              - name: g
                interval: 30s
                rules:
                - alert: Down
                  expr: up == 0
                  for: 1m
            """;

        var yaml = Yaml.Replace(old, @new, StringComparison.Ordinal);

        var exception = Assert.Throws<DeliveryException>(() => ManifestSet.Parse(yaml, "r.yaml"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_beyond_64_levels_is_refused_before_anybody_recurses()
    {
        var yaml = new string('[', 100_000);

        var exception = Assert.Throws<DeliveryException>(() => ManifestSet.Parse(yaml, "deep.yaml"));

        Assert.Contains("nested more than 64 levels deep", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_10_MiB_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("large.yaml", new string('#', (10 * 1024 * 1024) + 1));

        var ofFile = Assert.Throws<DeliveryException>(() => ManifestSet.Load(path));
        var ofText = Assert.Throws<DeliveryException>(() => ManifestSet.Parse(File.ReadAllText(path), "text"));

        Assert.Contains("larger than 10 MiB", ofFile.Message, StringComparison.Ordinal);
        Assert.Contains("larger than 10 MiB", ofText.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_clear_error()
    {
        var exception = Assert.Throws<DeliveryException>(() => ManifestSet.Load("/nowhere/at/all.yaml"));

        Assert.Equal("/nowhere/at/all.yaml can't be read", exception.What);
    }

    [Fact]
    public void Only_means_exactly_one()
    {
        var exception = Assert.Throws<DeliveryException>(() => Healthy.Manifests.Only<PrometheusRule>());

        Assert.Contains("expected one PrometheusRule, found 0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_documents_are_no_objects() => Assert.Empty(ManifestSet.Parse("---\n# nothing\n---\n", "empty.yaml").Objects);
}
