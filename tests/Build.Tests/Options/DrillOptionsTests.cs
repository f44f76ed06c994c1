using GitOpsDemo.Build.Options;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Options;

public sealed class DrillOptionsTests
{
    private static readonly string Alerts = Path.Combine(Repository.Root, "monitoring", "alerts.yaml");

    [Fact]
    public void All_alerts_are_drilled_in_true_time_unless_something_else_is_said()
    {
        var options = Options();

        Assert.Empty(options.Alerts);
        Assert.Equal(1, options.Scale.Factor);
        Assert.Same(options, options.Of("no such file"));
    }

    [Fact]
    public void Alerts_get_the_case_of_the_rules()
    {
        var options = Options("--alert=higherrorrate", "--alert", "PodNotReady", "--time-scale=100").Of(Alerts);

        Assert.Equal(["HighErrorRate", "PodNotReady"], options.Alerts);
        Assert.Equal(100, options.Scale.Factor);
    }

    [Fact]
    public void An_alert_that_does_not_exist_is_told_with_the_nearest() => Assert.Equal(
        "--alert: no alert of alerts.yaml is called 'HighErorRate'. Did you mean HighErrorRate?",
        Assert.Throws<CommandLineException>(() => Options("--alert=HighErorRate").Of(Alerts)).Message);

    [Fact]
    public void Rules_that_can_not_be_read_are_told() => Assert.StartsWith(
        "--alert can't be checked: ",
        Assert.Throws<CommandLineException>(() => Options("--alert=HighErrorRate").Of(Path.Combine(Repository.Root, "README.md"))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("1.5")]
    [InlineData("fast")]
    public void A_time_scale_is_a_whole_number_from_1_to_1000(string value) => Assert.Contains(
        "is not a whole number from 1 to 1000",
        Assert.Throws<CommandLineException>(() => Options($"--time-scale={value}")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("--kube-context=k3s")]
    [InlineData("--prometheus-url=http://localhost:9090")]
    public void A_cluster_keeps_its_own_time(string cluster)
    {
        Assert.Contains(
            "names a Prometheus that keeps its own time",
            Assert.Throws<CommandLineException>(() => Options(cluster, "--time-scale=2")).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, Options(cluster, "--time-scale=1").Scale.Factor);
    }

    private static DrillOptions Options(params string[] arguments) => BuildOptions.From(
        CommandLine.Parse(["--target=FireDrill", .. arguments], ["FireDrill"])).Drill;
}
