using System.Net;
using System.Net.Sockets;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    private const int Port = 9000;

    [Fact]
    [Step(1)]
    public async Task A_settings_file_has_another_service_delivered_and_proven_under_its_own_name()
    {
        // Given somebody who listens already where the service would
        using var listener = ListenerAt(Port);

        // When
        var run = await BuildAsync("--target=Deploy");

        // Then its tests ran and not those of this repository, and all that is proven is its own
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("3 passed, 0 failed", run.Output, StringComparison.Ordinal);
        var proven = Report().GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("verdict").GetString() != "Skipped")
            .Select(check => check.GetProperty("id").GetString()!).ToHashSet();
        Assert.Contains("targets/serviceMonitor/hello-dev/hello/0", proven);
        Assert.Equal(2, proven.Count(id => id.StartsWith("targets/hello-", StringComparison.Ordinal)));
        string[] own =
            ["groups/hello.rules", "rules/HelloDown", "rules/HelloPopular", "panels/hello/Instances up", "panels/hello/Greetings", "logs/request"];
        Assert.Subset(proven, own.ToHashSet());
        Assert.DoesNotContain(proven, id => id.Contains("gitops-demo", StringComparison.Ordinal));

        // And Prometheus, Alertmanager and the service say the same: the build's own word is not taken for it
        var service = Url("service");
        Assert.NotEqual(Port, service.Port);
        Assert.Equal("Guten Tag, Ada!", await Http.GetStringAsync(new Uri(service, "?name=Ada&language=de")));
        var targets = (await GetAsync("prometheus", "api/v1/targets?state=active")).GetProperty("data").GetProperty("activeTargets")
            .EnumerateArray().Where(target => target.GetProperty("labels").TryGetProperty("pod", out _)).ToList();
        Assert.Equal(2, targets.Count);
        Assert.All(targets, target =>
        {
            var labels = target.GetProperty("labels");
            Assert.Equal("up", target.GetProperty("health").GetString());
            Assert.Equal(("hello-dev", "hello"), (labels.GetProperty("namespace").GetString(), labels.GetProperty("job").GetString()));
        });
        Assert.Contains("hello-.*", await Http.GetStringAsync(new Uri(Url("alertmanager"), "api/v2/status")), StringComparison.Ordinal);
    }

    [Fact]
    [Step(16)]
    public async Task LabDown_ends_the_lab_of_the_other_service_too()
    {
        Assert.Equal(0, (await BuildAsync("--target=LabDown")).ExitCode);
        Assert.False(Directory.Exists(Clone[".lab"]));
    }

    /// <summary>A listener at a port; null when another program has it, which does as well.</summary>
    private static TcpListener? ListenerAt(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
