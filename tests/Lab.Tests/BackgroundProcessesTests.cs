using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

public sealed class BackgroundProcessesTests : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly TemporaryFolder _folder = new();

    private BackgroundProcesses Processes => new(_folder["run"], new Wait(new RecordingLog(), TimeProvider.System));

    public void Dispose()
    {
        foreach (var process in Processes.All)
        {
            Processes.StopAsync(process.Name, TimeSpan.Zero, CancellationToken.None).GetAwaiter().GetResult();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task A_program_runs_under_its_name_and_a_later_build_finds_it()
    {
        var started = await Processes.StartAsync("sleeper", new Command("sleep", "60"), CancellationToken.None);

        Assert.True(started.IsRunning);
        Assert.Equal(started, Processes.Running("sleeper"));
        Assert.Equal(["sleeper"], Processes.All.Select(process => process.Name));
    }

    [Fact]
    public async Task Its_output_and_environment_are_its_own()
    {
        var command = new Command("sh", "-c", "echo \"hello $GREETED\"; sleep 60")
        {
            Environment = new Dictionary<string, string?> { ["GREETED"] = "world" },
        };

        var started = await Processes.StartAsync("speaker", command, CancellationToken.None);

        await Eventually.HoldsAsync(() => started.LogTail() == "hello world", "the output is in the log");
    }

    [Fact]
    public async Task It_ends_on_SIGTERM_and_is_forgotten()
    {
        var started = await Processes.StartAsync("sleeper", new Command("sleep", "60"), CancellationToken.None);

        await Processes.StopAsync("sleeper", Grace, CancellationToken.None);

        Assert.False(started.IsRunning);
        Assert.Empty(Processes.All);
    }

    [Fact]
    public async Task It_is_killed_when_it_does_not_end_in_time()
    {
        var started = await Processes.StartAsync(
            "stubborn", new Command("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"), CancellationToken.None);
        await Eventually.HoldsAsync(() => started.LogTail() == "ready", "it ignores SIGTERM by now");

        await Processes.StopAsync("stubborn", TimeSpan.FromMilliseconds(200), CancellationToken.None);

        Assert.False(started.IsRunning);
    }

    [Fact]
    public async Task A_process_id_that_another_program_has_by_now_is_left_alone()
    {
        // Given a file that names a living process, but with another start
        var bystander = await Processes.StartAsync("bystander", new Command("sleep", "60"), CancellationToken.None);
        _folder.Write(Path.Combine("run", "old.pid"), $"{bystander.Identity.Id}\n1\n");

        // When the build ends what it believes to have started
        Assert.Null(Processes.Running("old"));
        await Processes.StopAsync("old", Grace, CancellationToken.None);

        // Then the bystander lives
        Assert.True(bystander.IsRunning);
    }

    [Fact]
    public async Task Half_a_file_of_a_crash_counts_as_nothing()
    {
        _folder.Write(Path.Combine("run", "crashed.pid"), "12");

        Assert.Null(Processes.Running("crashed"));
        await Processes.StopAsync("crashed", Grace, CancellationToken.None);
        Assert.Empty(Processes.All);
    }

    [Fact]
    public async Task A_program_that_is_missing_has_no_process_and_says_so_in_its_log()
    {
        var started = await Processes.StartAsync("missing", new Command("no-such-program"), CancellationToken.None);

        await Eventually.HoldsAsync(() => !started.IsRunning, "it has ended");
        Assert.Contains("no-such-program", started.LogTail(), StringComparison.Ordinal);
    }
}
