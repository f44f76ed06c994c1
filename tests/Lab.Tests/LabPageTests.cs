using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

/// <summary>What the agent is told to show, and where.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LabPageTests : IDisposable
{
    private static readonly Dashboard Dashboard = new("one.json", "one", "One", """{"uid":"one","title":"One","panels":[]}""");

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    private LabPaths Paths => new(_folder["lab"]);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_live_changes_and_the_dashboards_stay()
    {
        // Given
        Page().Show([Dashboard]);

        // When
        new LabState().With("dev", new("gitops-demo-dev", "commit", "image:1.4.0@sha256:0", [])).Save(Paths);
        Page().Refresh();

        // Then
        var shown = JsonSerializer.Deserialize(
            File.ReadAllBytes(Path.Combine(Paths.Agent, AgentPage.FileName)), AgentJson.Default.AgentPage)!;
        Assert.Equal([new AgentEnvironment("dev", "gitops-demo-dev", "commit", "image:1.4.0@sha256:0")], shown.Environments);
        Assert.Equal(["dev", "prod"], shown.Order);
        Assert.Equal("One", shown.Dashboards.Single().GetProperty("title").GetString());
        Assert.Null(shown.Prometheus);
    }

    [Fact]
    public void What_another_version_wrote_gives_way()
    {
        _folder.Write("lab/agent/page.json", """{"of":"another version"}""");

        Page().Refresh();

        Assert.Contains("gitops-demo", File.ReadAllText(Path.Combine(Paths.Agent, AgentPage.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_gives_way_to_the_next_and_is_kept_from_then_on()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var preferred = ((IPEndPoint)taken.LocalEndpoint).Port;

        var port = Services().FurtherPortOf("agent", "page", preferred);

        Assert.InRange(port, preferred + 1, IPEndPoint.MaxPort);
        Assert.Equal(port, Services().FurtherPortOf("agent", "page", preferred));
        Assert.Equal($"http://localhost:{port}/", LabState.Load(Paths).Urls["page"]);
    }

    private LabServices Services()
    {
        var wait = new Wait(new RecordingLog(), TimeProvider.System);
        return new(Paths, new BackgroundProcesses(Paths.Run, wait), _http, wait, new RecordingLog());
    }

    private LabPage Page() =>
        new(Paths, new DeliveredService("gitops-demo", 8080), ["dev", "prod"], Services());
}
