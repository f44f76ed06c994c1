using Cake.CommandLine;
using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlPortForwardTests : KubectlVerbTests<KubectlPortForwardSettings>
{
    protected override KubectlPortForwardSettings Minimal => new() { Resource = "service/demo", Port = ":80" };

    protected override string MinimalLine => "kubectl port-forward service/demo :80";

    protected override KubectlPortForwardSettings Full => new()
    {
        Address = "127.0.0.1",
        Port = "8080:80",
        Resource = "service/demo",
    };

    protected override string FullLine => "kubectl port-forward --address 127.0.0.1 service/demo 8080:80";

    protected override string[] GoodOutput => ["Forwarding from 127.0.0.1:42175 -> 8080", "Forwarding from [::1]:42175 -> 8080"];

    [Fact]
    public void A_resource_is_needed() =>
        AssertMissing("Resource", () => Context.KubectlStartPortForward(new KubectlPortForwardSettings { Port = ":80" }));

    [Fact]
    public void A_port_is_needed() =>
        AssertMissing("Port", () => Context.KubectlStartPortForward(new KubectlPortForwardSettings { Resource = "service/demo" }));

    [Theory]
    [InlineData("Forwarding from 127.0.0.1:42175 -> 8080")]
    [InlineData("Forwarding from [::1]:42175 -> 8080")]
    public void The_local_port_is_the_one_that_kubectl_tells(string line)
    {
        Processes.Output = [line];
        Processes.Ends = false;

        using var forward = Context.KubectlStartPortForward(Minimal);

        Assert.Equal(42175, forward.LocalPort);
        Assert.False(forward.Ended.IsCompleted);
    }

    [Fact]
    public void Its_lines_are_told_while_it_runs()
    {
        var lines = new List<string>();
        Processes.Output = GoodOutput;
        var settings = Minimal;
        settings.OnLine = lines.Add;

        Context.KubectlStartPortForward(settings);

        Assert.Equal(GoodOutput, lines);
    }

    [Fact]
    public void A_forward_that_drops_is_noticed()
    {
        Processes.Output = GoodOutput;
        Processes.Ends = false;
        using var forward = Context.KubectlStartPortForward(Minimal);

        Processes.Process!.End();

        Assert.True(forward.Ended.IsCompleted);
    }

    [Fact]
    public void A_forward_is_ended_with_its_owner()
    {
        Processes.Output = GoodOutput;
        Processes.Ends = false;

        Context.KubectlStartPortForward(Minimal).Dispose();

        Assert.True(Processes.Process!.WasKilled);
    }

    [Fact]
    public void A_forward_that_does_not_listen_in_time_is_ended()
    {
        Processes.Ends = false;
        var settings = Minimal;
        settings.ToolTimeout = TimeSpan.FromMilliseconds(1);

        var exception = Assert.Throws<ToolFailedException>(() => Context.KubectlStartPortForward(settings));

        Assert.Contains("it did not listen within 0 s", exception.Message);
        Assert.True(Processes.Process!.WasKilled);
    }

    protected override void Invoke(ICakeContext context, KubectlPortForwardSettings settings) => context.KubectlStartPortForward(settings);
}
