using System.Diagnostics;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs;

public sealed class CommandRunnerTests
{
    private readonly RecordingLog _log = new();

    private CommandRunner Runner => new(_log);

    [Fact]
    public async Task Output_error_and_exit_code_come_back()
    {
        var result = await Runner.RunAsync(new Command("sh", "-c", "echo one; echo two >&2"));

        Assert.Equal((0, "one\n", "two\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task An_argument_reaches_the_program_as_it_is()
    {
        var result = await Runner.RunAsync(new Command("printf", "%s|", "a b", "$HOME", "\"quoted\"", "", "*"));

        Assert.Equal("a b|$HOME|\"quoted\"||*|\n", result.Output);
    }

    [Fact]
    public async Task Input_reaches_the_program_and_is_not_logged()
    {
        var result = await Runner.RunAsync(new Command("cat") { StandardInput = "the secret" });

        Assert.Equal("the secret\n", result.Output);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("the secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_reads_no_input_is_no_failure() =>
        await Runner.RunAsync(new Command("true") { StandardInput = new string('x', 1_000_000) });

    [Fact]
    public async Task A_failure_says_the_exit_code_the_last_lines_and_what_to_do()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() =>
            Runner.RunAsync(new Command("sh", "-c", "echo out; echo the reason >&2; exit 3") { Hint = "do this" }));

        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the reason", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Next: do this", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exit_code_that_means_success_is_returned() =>
        Assert.Equal(1, (await Runner.RunAsync(new Command("sh", "-c", "exit 1") { SuccessCodes = [0, 1] })).ExitCode);

    [Fact]
    public async Task A_caller_may_judge_the_exit_code_itself() =>
        Assert.Equal(42, (await Runner.RunAsync(new Command("sh", "-c", "exit 42") { SuccessCodes = null })).ExitCode);

    [Fact]
    public async Task A_missing_program_is_named()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Runner.RunAsync(new Command("no-such-program")));

        Assert.Contains("no-such-program", failure.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_its_timeout_the_whole_tree_is_ended()
    {
        // Given a program with a child of its own, that says the child's id
        var command = new Command("sh", "-c", "sleep 60 & echo $!; wait") { Timeout = TimeSpan.FromMilliseconds(500) };
        var child = 0;

        // When its time is over
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Runner.RunAsync(command with { OnLine = line => child = int.Parse(line) }));

        // Then the child has ended too
        Assert.Contains("did not finish", failure.What, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => ProcessIdentity.Of(child) is null, "the child has ended");
    }

    /// <summary>A build of five minutes, and the question whether an engine answers.</summary>
    [Theory]
    [InlineData(300, 301, 599, 600)]
    [InlineData(5, 4, 4, 5)]
    public async Task Work_gets_the_time_that_the_user_gives_it_and_a_question_its_own(int bound, int before, int runs, int ends)
    {
        // Given
        var time = new FakeTimeProvider();
        var started = new TaskCompletionSource();
        var command = new Command("sh", "-c", "echo started; exec sleep 600")
        {
            Timeout = TimeSpan.FromSeconds(bound),
            OnLine = _ => started.TrySetResult(),
        };

        // When
        var running = new CommandRunner(_log, TimeSpan.FromMinutes(10), time).RunAsync(command);
        await started.Task;
        foreach (var moment in (int[])[before, runs])
        {
            time.SetUtcNow(time.Start.AddSeconds(moment));
            Assert.False(running.IsCompleted);
        }

        time.SetUtcNow(time.Start.AddSeconds(ends));

        // Then
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => running);
        Assert.Equal($"it was ended after {ends} s\n  started", failure.Why);
        Assert.Equal(bound > 60, failure.Next.EndsWith("or raise --timeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancellation_ends_the_program_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var command = new Command("sh", "-c", "echo started; sleep 600") { OnLine = _ => cancellation.Cancel() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner.RunAsync(command, cancellation.Token));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_command_shows_its_arguments_apart() =>
        Assert.Equal("git commit -m 'two words' ''", new Command("/usr/bin/git", "commit", "-m", "two words", "").ToString());
}
