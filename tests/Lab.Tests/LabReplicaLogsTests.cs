using System.Diagnostics;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

/// <summary>The logs of the lab's processes, which are files.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LabReplicaLogsTests : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly List<string> _shown = [];
    private readonly LabPaths _paths;

    public LabReplicaLogsTests() => _paths = new(_folder[".lab"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_line_is_shown_within_two_seconds_also_of_a_replica_that_came_later_and_what_one_said_last()
    {
        // Given a replica that has written a line
        Runs("pod-1");
        Append("pod-1", Line("ready") + "half a l");
        using var end = new CancellationTokenSource();
        var following = FollowAsync(end.Token);
        await SeenAsync("ready");

        // When it ends the line, and another comes in its place
        var watch = Stopwatch.StartNew();
        Append("pod-1", "ine\n");
        await SeenAsync("half a line");
        Assert.True(watch.Elapsed < Promised, $"{watch.Elapsed} went by");
        Append("pod-2", Line("I am new"));
        Runs("pod-2");
        Append("pod-1", Line("goodbye"));

        // Then
        await SeenAsync("I am new");
        await SeenAsync("goodbye");
        await Eventually.HoldsAsync(
            () => _log.Lines.Contains("pod-1 has gone") && _log.Lines.Contains("pod-2 has come"), "it is said who came and went");
        await end.CancelAsync();
        Assert.Equal("4 lines shown, none dropped", $"{await following}");
    }

    [Fact]
    public async Task Ten_thousand_lines_a_second_in_a_file_are_followed_without_loss()
    {
        // Given a program that writes 20,000 lines as fast as that
        const int Lines = 20_000;
        const int Burst = 500;
        Runs("pod-1");
        Append("pod-1", "");
        using var end = new CancellationTokenSource();
        var following = FollowAsync(end.Token);

        // When
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(2) * Burst / Lines);
        for (var i = 0; i < Lines; i += Burst)
        {
            Append("pod-1", string.Concat(Enumerable.Range(i, Burst).Select(number => $$"""{"message":"{{number}}"}""" + "\n")));
            await pace.WaitForNextTickAsync();
        }

        // Then
        await SeenAsync($"{Lines - 1}");
        await end.CancelAsync();
        Assert.Equal($"{Lines} lines shown, none dropped", $"{await following}");
        Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"{i}"), _shown);
    }

    [Fact]
    public async Task Where_no_replica_runs_there_is_nothing_to_read_and_that_is_a_failure()
    {
        new LabState().Save(_paths);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => ReadAsync(follows: false, default));

        Assert.Equal("no log can be read: no replica runs", $"{failure.What}: {failure.Why}");
    }

    [Fact]
    public async Task A_log_that_somebody_has_removed_is_a_failure_with_its_path()
    {
        Runs("pod-1");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => ReadAsync(follows: false, default));

        Assert.Equal($"look at {Path.Combine(_paths.Run, "pod-1.log")}", failure.Next);
    }

    private static string Line(string message) => $$"""{"time":"{{TimeProvider.System.GetUtcNow():O}}","message":"{{message}}"}""" + "\n";

    private void Append(string pod, string text)
    {
        Directory.CreateDirectory(_paths.Run);
        File.AppendAllText(Path.Combine(_paths.Run, $"{pod}.log"), text);
    }

    private void Runs(string pod) => new LabState().With(
        "dev", new("gitops-demo-dev", "1a2b3c", "image", [new(pod, "hash", "image", 8080, 0, "", null)])).Save(_paths);

    private Task<LogSummary> FollowAsync(CancellationToken cancellationToken) => ReadAsync(follows: true, cancellationToken);

    private Task<LogSummary> ReadAsync(bool follows, CancellationToken cancellationToken)
    {
        var processes = new BackgroundProcesses(_paths.Run, new Wait(_log, TimeProvider.System));
        var source = LabReplicaLogs.Of("dev", _paths, _ => new ProcessRuntime(processes, unpacker: null!), _log, TimeProvider.System);
        var query = new LogQuery(TimeProvider.System.GetUtcNow().AddMinutes(-1), follows);
        return new LogReader(_log, TimeProvider.System).RunAsync(source, query, Show, cancellationToken);
    }

    private Task SeenAsync(string message) => Eventually.HoldsAsync(
        () =>
        {
            lock (_shown)
            {
                return _shown.Contains(message);
            }
        },
        () => $"{message} is not shown; {string.Join('\n', _log.Lines)}");

    private void Show(IReadOnlyList<LogLine> lines)
    {
        lock (_shown)
        {
            _shown.AddRange(lines.Select(line => line.Message));
        }
    }
}
