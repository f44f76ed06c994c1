using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests;

/// <summary>The agent as the lab runs it: a process of its own.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class AgentProcessTests
{
    private const double MegabytesAllowed = 40;
    private const int Clients = 8;
    private const int RequestsEach = 600;

    /// <summary>After it the agent is killed. It needs milliseconds; a slow computer, a second.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_stays_small_under_load_and_ends_by_itself_when_asked()
    {
        // Given
        using var folder = new TemporaryFolder();
        await using var backend = await Backend.StartAsync();
        var (port, admin) = (FreePort.Next(), FreePort.Next());
        var pod = RunningAgent.PodOf(backend, "p");
        var state = new AgentState(1, [new AgentService(pod.Namespace, "s", port, ["p"])], [pod], []);
        await File.WriteAllBytesAsync(folder["state.json"], JsonSerializer.SerializeToUtf8Bytes(state, AgentJson.Default.AgentState));
        var processes = new BackgroundProcesses(folder["run"], new Wait(new RecordingLog(), TimeProvider.System));

        // When
        var command = AgentProgram.Command(AppContext.BaseDirectory, folder["state.json"], admin, FreePort.Next());
        var agent = await processes.StartAsync("agent", command, default);
        double own;
        var ending = new Stopwatch();
        try
        {
            await LoadAsync(port);
            own = OwnMegabytes(agent.Identity.Id);
        }
        finally
        {
            ending.Start();
            await processes.StopAsync("agent", LongestEnd, default);
            ending.Stop();
        }

        // Then
        Assert.InRange(own, 1, MegabytesAllowed);
        Assert.InRange(ending.Elapsed, TimeSpan.Zero, LongestEnd);
        Assert.Equal("", agent.LogTail());
        Assert.Equal(["state.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Wrong_arguments_and_a_port_that_is_taken_are_clear_errors()
    {
        var runner = new CommandRunner(new RecordingLog());
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var number = ((IPEndPoint)taken.LocalEndpoint).Port;

        var wrong = new Command("dotnet", Path.Combine(AppContext.BaseDirectory, AgentProgram.Assembly), "--prot=1");
        var usage = await Assert.ThrowsAsync<DeliveryException>(() => runner.RunAsync(wrong));
        var port = await Assert.ThrowsAsync<DeliveryException>(() => runner.RunAsync(Right(number, FreePort.Next())));
        var page = await Assert.ThrowsAsync<DeliveryException>(() => runner.RunAsync(Right(FreePort.Next(), number)));

        Assert.Contains("exit code 2", usage.Why, StringComparison.Ordinal);
        Assert.Contains("usage:", usage.Why, StringComparison.Ordinal);
        Assert.Contains("exit code 1", port.Why, StringComparison.Ordinal);
        Assert.All([port, page], failure =>
        {
            Assert.Contains("can't listen on port", failure.Why, StringComparison.Ordinal);
            Assert.Contains($"127.0.0.1:{number}: address already in use", failure.Why, StringComparison.Ordinal);
        });

        static Command Right(int port, int page) => AgentProgram.Command(AppContext.BaseDirectory, "/none", port, page);
    }

    private static async Task LoadAsync(int port)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.HoldsAsync(() => AnswersAsync(client), "the service answers", TimeSpan.FromSeconds(30));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (var i = 0; i < RequestsEach; i++)
            {
                await client.GetStringAsync("/");
            }
        }));
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("/");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>What is kept for it alone: the pages of .NET's files, most of what is resident, are shared with other programs.</summary>
    private static double OwnMegabytes(int processId) => File.ReadLines($"/proc/{processId}/status")
        .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)) / 1024;
}
