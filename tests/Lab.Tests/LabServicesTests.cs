using System.Net;
using System.Net.Sockets;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

[Trait(Traits.Category, Traits.Integration)]
public sealed class LabServicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly RecordingLog _log = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_port_that_another_program_takes_between_choice_and_start_gives_way_to_the_next(bool isFurtherPort)
    {
        // Given a service whose first port is taken while it starts, so that it ends
        var paths = new LabPaths(_folder["lab"]);
        var wait = new Wait(_log, TimeProvider.System);
        var processes = new BackgroundProcesses(paths.Run, wait);
        using var answers = new HttpListener();
        TcpListener? thief = null;
        var services = new LabServices(paths, processes, _http, wait, _log);
        var page = FreePort.Next();
        var service = new LabService("demo", FreePort.Next(), "ready", port =>
        {
            page = services.FurtherPortOf("demo", "page", page);
            if (thief is null)
            {
                thief = new TcpListener(IPAddress.Loopback, isFurtherPort ? page : port);
                thief.Start();
                return new Command("false");
            }

            answers.Prefixes.Add($"http://localhost:{port}/");
            answers.Start();
            _ = AnswerAsync(answers);
            return new Command("sleep", "60");
        })
        { FurtherPort = "page" };

        // When
        var address = await services.EnsureAsync(service, default);

        // Then
        var taken = ((IPEndPoint)thief!.LocalEndpoint).Port;
        thief.Dispose();
        await processes.StopAsync("demo", TimeSpan.Zero, default);
        Assert.DoesNotContain(taken, (int[])[address.Port, page]);
        Assert.Equal(address.Port, LabState.Load(paths).Ports["demo"]);
    }

    [Fact]
    public async Task A_service_that_ends_by_itself_is_told_at_once()
    {
        var paths = new LabPaths(_folder["lab"]);
        var wait = new Wait(_log, TimeProvider.System);
        var starts = 0;
        var services = new LabServices(paths, new BackgroundProcesses(paths.Run, wait), _http, wait, _log);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => services.EnsureAsync(
            new("demo", FreePort.Next(), "ready", _ =>
            {
                starts++;
                return new Command("false");
            }),
            default));

        Assert.Contains("demo ended right after its start", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, starts);
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        while (listener.IsListening)
        {
            try
            {
                (await listener.GetContextAsync()).Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
