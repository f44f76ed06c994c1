using GitOpsDemo.Delivery.Report.Status;

namespace GitOpsDemo.Delivery.Tests.Report.Status;

public sealed class EnvironmentStatusTests
{
    private static readonly string Digest = $"sha256:{new string('a', 64)}";

    private static readonly string Image = $"localhost:5000/gitops-demo:1.4.0@{Digest}";

    private static readonly LiveEnvironment Live = new(
        "dev",
        "gitops-demo-dev",
        new string('c', 40),
        Image,
        new("http://localhost:8080/"),
        [new("pod-a", Image, IsRunning: true, "process 1"), new("pod-b", "another", IsRunning: false, "process 2")],
        "");

    [Fact]
    public void One_screen_has_what_runs_whether_it_is_wanted_and_what_Prometheus_says_of_it()
    {
        var rules = new RuleStatus(Expected: 3, Healthy: 2, Pending: ["PodNotReady"], Firing: ["HighErrorRate"], OthersFiring: 4);

        var facts = new EnvironmentStatus("the lab", "dev", Live, new("OutOfSync", "Degraded"), rules, Trouble: null).Facts;

        Assert.Equal(
            [
                ("environment", "dev on the lab"),
                ("version", "1.4.0"),
                ("digest", Digest),
                ("commit", "cccccccccccc"),
                ("sync", "OutOfSync"),
                ("health", "Degraded, 1 of 2 replicas ready"),
                ("", "pod-a: process 1"),
                ("", "pod-b: process 2, not ready, runs another"),
                ("service", "http://localhost:8080/"),
                ("rules", "2 of 3 loaded and healthy"),
                ("alerts", "FIRING HighErrorRate; pending PodNotReady; 4 of others firing"),
            ],
            facts);
    }

    [Fact]
    public void Where_nothing_runs_it_says_what_brings_it_live_and_why_the_rules_are_not_known()
    {
        var facts = new EnvironmentStatus("the lab", "prod", Live: null, Sync: null, Rules: null, "Prometheus does not run").Facts;

        Assert.Equal(
            [
                ("environment", "prod on the lab"),
                ("runs", "nothing: ./build.sh --target=Deploy --environment=prod deploys it"),
                ("rules", "Prometheus does not run"),
            ],
            facts);
    }

    [Fact]
    public void Silence_is_said_too() =>
        Assert.Equal(
            ("3 of 3 loaded and healthy", "none firing"),
            new RuleStatus(3, 3, [], [], 0) is var rules ? (rules.Health, rules.Alerts) : default);
}
