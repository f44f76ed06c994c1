using System.Diagnostics;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Lab;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests.Logs;

/// <summary>The whole way of a line: from a replica's file by the agent to the real Loki that the lab starts, and out of it.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class RealLokiTests : AgentTests, IDisposable
{
    private const string Service = "gitops-demo";
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private static readonly LiveEnvironment Live = new(
        "dev", RunningAgent.Namespace, "1a2b3c", "image", new("http://localhost:8080/"), [], "");

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly RecordingLog _log = new();
    private readonly List<string> _shown = [];
    private readonly DebianPackages _debian;

    public RealLokiTests() => _debian = new(Environment, new CommandRunner(_log), _log);

    private ToolEnvironment Environment => new(_folder[".tools"], SearchPath.FromEnvironment(), ToolPlatform.Current);

    public void Dispose()
    {
        _debian.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [FactWithTool("loki")]
    public async Task A_line_is_found_by_its_proof_and_followed_within_two_seconds_and_ten_thousand_a_second_without_loss()
    {
        const int Lines = 20_000;
        const int Burst = 500;
        var paths = new LabPaths(_folder["lab"]);
        var processes = new BackgroundProcesses(paths.Run, new Wait(_log, TimeProvider.System));
        try
        {
            // Given Loki in the lab, on a port that is free, and a replica whose lines the agent knows
            var additions = Additions(paths, processes);
            await additions.EnsureAsync(default);
            var file = Agent.Write("p.log", "");
            await using var service = await Backend.StartAsync(
                "p", context => File.AppendAllTextAsync(file, $$"""{"trace_id":"{{context.Request.Headers.TraceParent}}"}""" + "\n"));
            Agent.Show(new AgentPage { Service = Service, Loki = new(LabState.Load(paths).Urls["loki"]) });
            await Agent.ApplyUntilReadyAsync(
                RunningAgent.PodOf(service, "p") with { LogFile = file, Process = ProcessIdentity.Of(System.Environment.ProcessId) });

            // Then the line of a request is found, as VerifyLogs does it
            var proof = await LogProof.OfAsync(
                additions.LogStore()!, service.Address, LogRequest.Default, Live, TimeProvider.System, default);
            await Eventually.HoldsAsync(
                async () => (await proof.LookAsync(default)).Single().Result.Verdict == Verdict.Pass, "the line of the request is found");

            // And one that is followed is shown in time, as Logs --follow does it
            using var end = new CancellationTokenSource();
            var following = new LogReader(_log, TimeProvider.System).RunAsync(
                additions.LogSource(Live)!, new(TimeProvider.System.GetUtcNow(), Follows: true), Show, end.Token);
            await File.AppendAllTextAsync(file, "begin\n");
            await SeenAsync("begin");
            var watch = Stopwatch.StartNew();
            await File.AppendAllTextAsync(file, "followed\n");
            await SeenAsync("followed");
            Assert.True(watch.Elapsed < Promised, $"{watch.Elapsed} went by");

            // And of many lines none is lost without a word
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(2) * Burst / Lines);
            for (var i = 0; i < Lines; i += Burst)
            {
                await File.AppendAllTextAsync(file, string.Concat(Enumerable.Range(i, Burst).Select(number => $"line {number:00000}\n")));
                await pace.WaitForNextTickAsync();
            }

            await SeenAsync($"line {Lines - 1:00000}");
            await end.CancelAsync();
            var summary = await following;
            var numbered = _shown.Where(line => line.StartsWith("line ", StringComparison.Ordinal)).ToList();
            Assert.Equal(numbered.Distinct(), numbered);
            Assert.Equal(Lines, numbered.Count + summary.Dropped);
        }
        finally
        {
            await Task.WhenAll(processes.All.Select(process => processes.StopAsync(process.Name, TimeSpan.FromSeconds(10), default)));
        }
    }

    private LabAdditions Additions(LabPaths paths, BackgroundProcesses processes)
    {
        var tools = new Toolbox(
            () => ToolManifest.Read(Path.Combine(Repository.Root, "build", "tools.json")),
            Environment,
            _debian,
            new CommandRunner(_log),
            _log,
            TimeProvider.System);
        var services = new LabServices(paths, processes, _http, new Wait(_log, TimeProvider.System), _log);
        return new([Tool.Loki], paths, new DeliveredService(Service, 8080), tools, services, TimeProvider.System, _log);
    }

    private Task SeenAsync(string line) => Eventually.HoldsAsync(
        () =>
        {
            lock (_shown)
            {
                return _shown.Contains(line);
            }
        },
        () => $"{line} is not shown; {string.Join('\n', _log.Lines)}");

    private void Show(IReadOnlyList<LogLine> lines)
    {
        lock (_shown)
        {
            _shown.AddRange(lines.Select(line => line.Text));
        }
    }
}
