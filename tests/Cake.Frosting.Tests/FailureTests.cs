using Cake.Frosting.Tests.Fixtures;

namespace Cake.Frosting.Tests;

public sealed class FailureTests
{
    private readonly HostFixture _build = new HostFixture()
        .With<Broken>().With<BrokenAsync>().With<AfterBroken>().With<Tidy>()
        .With<Forgiving>().With<ForgivingAsync>().With<Optional>().With<AfterOptional>();

    [Theory]
    [InlineData("Broken")]
    [InlineData("BrokenAsync")]
    public void A_failure_is_told_in_one_line_after_the_report_and_ends_the_run_with_1(string task)
    {
        var exitCode = _build.Run($"--target={task}");

        Assert.Equal(1, exitCode);
        Assert.Equal([$"An error occurred when executing task '{task}'.", "Error: the disk is full"], Lines(_build.Error));
        Assert.Contains("Failed", _build.Output);
    }

    [Fact]
    public void A_failure_shows_its_stack_trace_when_diagnostics_are_asked_for()
    {
        Assert.Equal(1, _build.Run("--target=Broken", "--verbosity=diagnostic"));

        Assert.Contains(typeof(IOException).FullName!, _build.Error);
        Assert.Contains(" at ", _build.Error);
    }

    [Fact]
    public void What_depends_on_a_failed_task_does_not_run()
    {
        Assert.Equal(1, _build.Run("--target=AfterBroken"));

        Assert.Empty(_build.Ran);
    }

    [Fact]
    public void Finally_runs_after_a_failure()
    {
        Assert.Equal(1, _build.Run("--target=Tidy"));

        Assert.Equal(["tidied"], _build.Ran);
    }

    [Theory]
    [InlineData("Forgiving")]
    [InlineData("ForgivingAsync")]
    public void An_error_handler_that_does_not_rethrow_makes_the_run_a_success(string task)
    {
        Assert.Equal(0, _build.Run($"--target={task}"));

        Assert.Equal(["handled: the disk is full"], _build.Ran);
    }

    [Fact]
    public void A_task_that_may_fail_does_not_stop_the_others()
    {
        Assert.Equal(0, _build.Run("--target=AfterOptional"));

        Assert.Equal(["AfterOptional"], _build.Ran);
    }

    private static string[] Lines(string text) => text.Split(Environment.NewLine);

    private class Broken : FrostingTask<TestContext>
    {
        public override void Run(TestContext context) => throw new IOException("the disk is full");
    }

    private class BrokenAsync : AsyncFrostingTask<TestContext>
    {
        public override Task RunAsync(TestContext context) => Task.FromException(new IOException("the disk is full"));
    }

    [IsDependentOn(typeof(Broken))]
    private sealed class AfterBroken(Journal journal) : JournalTask(journal);

    private sealed class Tidy(Journal journal) : Broken
    {
        public override void Finally(TestContext context) => journal.Add("tidied");
    }

    private sealed class Forgiving(Journal journal) : Broken
    {
        public override void OnError(Exception exception, TestContext context) => journal.Add($"handled: {exception.Message}");
    }

    private sealed class ForgivingAsync(Journal journal) : BrokenAsync
    {
        public override void OnError(Exception exception, TestContext context) => journal.Add($"handled: {exception.Message}");
    }

    [ContinueOnError]
    private sealed class Optional : Broken;

    [IsDependentOn(typeof(Optional))]
    private sealed class AfterOptional(Journal journal) : JournalTask(journal);
}
