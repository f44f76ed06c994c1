using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class ClusterOptionsTests
{
    [Theory]
    [InlineData("--kube-context=k3s")]
    [InlineData("--prometheus-url=http://127.0.0.1:9090")]
    [InlineData("--loki-url=https://loki.example.com")]
    public void A_context_or_the_address_of_a_server_leads_away_from_the_lab(string argument) =>
        Assert.False(Options(argument).DeliversToLab);

    [Fact]
    public void What_is_not_said_is_as_the_help_says()
    {
        var options = Options("--kube-context=k3s");
        var cluster = options.Settings;

        Assert.Equal(
            (null, null, "gitops-demo.local", ClusterKind.K3s, false),
            (cluster.ChartsFrom, cluster.IngressClass, cluster.Domain, cluster.Kind, options.IsConfirmed));
    }

    [Theory]
    [InlineData("self-managed", ClusterKind.SelfManaged)]
    [InlineData("KIND", ClusterKind.Kind)]
    [InlineData("managed", ClusterKind.Managed)]
    public void The_kind_of_the_cluster_is_one_of_a_few(string text, ClusterKind kind) =>
        Assert.Equal(kind, Options($"--cluster-kind={text}").Settings.Kind);

    [Fact]
    public void An_address_ends_with_one_slash() =>
        Assert.Equal(
            "http://127.0.0.1:9090/prometheus/",
            Options("--prometheus-url=http://127.0.0.1:9090/prometheus/").Settings.Addresses[ServiceApi.Prometheus].ToString());

    [Theory]
    [InlineData("--prometheus-url=127.0.0.1:9090", "not an http or https address")]
    [InlineData("--grafana-url=https://admin:secret@grafana.example.com", "must not hold a user or a password")]
    [InlineData("--cluster-kind=k8s", "not one of k3s, kind, managed, self-managed")]
    [InlineData("--domain=Example_Com", "not a domain")]
    [InlineData("--ingress-class=a b", "not the name of an ingress class")]
    [InlineData("--alert-receiver=ops", "neither an http(s) address without a password, nor an e-mail address, nor a #channel")]
    [InlineData("--alert-receiver=ops@example.com", "needs a mail server")]
    [InlineData("--alert-smarthost=mail", "not a host:port")]
    [InlineData("--yes=perhaps", "takes no value")]
    public void A_wrong_value_is_told_before_anything_runs(string argument, string problem) =>
        Assert.Contains(problem, Assert.Throws<CommandLineException>(() => Options(argument)).Message, StringComparison.Ordinal);

    private static ClusterOptions Options(string argument) => BuildOptions.From(CommandLine.Parse([argument], ["Default"])).Cluster;
}
