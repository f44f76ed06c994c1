using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Frosting.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Cake.Frosting.Tests;

public sealed class ExecutionTests
{
    private readonly HostFixture _build = new HostFixture()
        .With<Deploy>().With<Push>().With<Test>().With<Compile>().With<Lint>().With<Aggregate>().With<Warm>();

    [Fact]
    public void Dependencies_run_before_their_task_in_the_order_of_their_attributes()
    {
        var exitCode = _build.Run("--target=Deploy");

        Assert.Equal(0, exitCode);
        Assert.Equal(["Lint", "Compile", "Test", "Push", "Deploy"], _build.Ran);
    }

    [Theory]
    [InlineData("Push", "Test", "Lint", "Compile", "Push", "Test")]
    [InlineData("Test", "Push", "Lint", "Compile", "Test", "Push")]
    [InlineData("Warm", "Push", "Warm", "Lint", "Compile", "Push")]
    [InlineData("test", "compile", "Lint", "Compile", "Test")]
    public void Several_targets_run_as_they_are_given_each_after_what_it_needs_and_each_task_once(
        string first, string second, params string[] order)
    {
        Assert.Equal(0, _build.Run($"--target={first}", "--target", second));

        Assert.Equal(order, _build.Ran);
    }

    [Fact]
    public void A_dry_run_lists_several_targets_in_the_order_they_would_run()
    {
        Assert.Equal(0, _build.Run("--target=Warm", "--target=Test", "--target=Push", "--dryrun"));

        Assert.Equal(
            ["Warm", "Lint", "Compile", "Test", "Push"],
            Regex.Matches(_build.Output, @"\d\. (\w+)").Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void Several_exclusive_targets_run_as_they_are_given()
    {
        Assert.Equal(0, _build.Run("--target=Test", "--target=Push", "--target=Compile", "--exclusive"));

        Assert.Equal(["Test", "Push", "Compile"], _build.Ran);
    }

    [Fact]
    public void Without_a_target_the_task_Default_runs()
    {
        var build = new HostFixture().With<Named>();

        Assert.Equal(0, build.Run());

        Assert.Equal(["Named"], build.Ran);
    }

    [Theory]
    [InlineData("--exclusive")]
    [InlineData("-e")]
    public void An_exclusive_target_runs_alone(string option)
    {
        Assert.Equal(0, _build.Run("--target=Deploy", option));

        Assert.Equal(["Deploy"], _build.Ran);
    }

    [Fact]
    public void A_target_is_found_whatever_its_case()
    {
        Assert.Equal(0, _build.Run("--target=compile"));

        Assert.Equal(["Lint", "Compile"], _build.Ran);
    }

    [Fact]
    public void A_task_without_a_body_only_gathers_others()
    {
        var report = Substitute.For<ICakeReportPrinter>();
        _build.Host.ConfigureServices(services => services.AddSingleton(report));

        Assert.Equal(0, _build.Run("--target=Aggregate"));

        Assert.Equal(["Lint", "Compile"], _build.Ran);
        report.Received(1).Write(Arg.Is<CakeReport>(run => run.Last().ExecutionStatus == CakeTaskExecutionStatus.Delegated));
    }

    [Fact]
    public void An_asynchronous_task_is_awaited()
    {
        var build = new HostFixture().With<Slow>().With<AfterSlow>();

        Assert.Equal(0, build.Run("--target=AfterSlow"));

        Assert.Equal(["Slow", "Slow finally", "AfterSlow"], build.Ran);
    }

    [Fact]
    public void A_task_may_need_nothing_but_the_context_of_Cake()
    {
        var build = new HostFixture().With<Plain>().With<PlainAsync>();

        Assert.Equal(0, build.Run("--target=PlainAsync"));

        Assert.Equal(["Plain", "PlainAsync"], build.Ran);
    }

    [Fact]
    public void A_task_may_implement_the_interface_by_itself()
    {
        var build = new HostFixture().With<Bare>();

        Assert.Equal(0, build.Run("--target=Bare"));

        Assert.Equal(["Bare", "Bare finally"], build.Ran);
    }

    [IsDependentOn(typeof(Test))]
    [IsDependentOn(typeof(Push))]
    private sealed class Deploy(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Compile))]
    private sealed class Push(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Compile))]
    private sealed class Test(Journal journal) : JournalTask(journal);

    private sealed class Compile(Journal journal) : JournalTask(journal);

    private sealed class Warm(Journal journal) : JournalTask(journal);

    [IsDependeeOf(typeof(Compile))]
    private sealed class Lint(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Compile))]
    private sealed class Aggregate : FrostingTask<TestContext>;

    [TaskName("Default")]
    private sealed class Named(Journal journal) : JournalTask(journal);

    private sealed class Slow(Journal journal) : AsyncFrostingTask<TestContext>
    {
        public override bool ShouldRun(TestContext context) => true;

        public override async Task RunAsync(TestContext context)
        {
            await Task.Yield();
            journal.Add("Slow");
        }

        public override void Finally(TestContext context) => journal.Add("Slow finally");
    }

    [IsDependentOn(typeof(Slow))]
    private sealed class AfterSlow(Journal journal) : JournalTask(journal);

    private sealed class Plain(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context) => journal.Add("Plain");
    }

    [IsDependentOn(typeof(Plain))]
    private sealed class PlainAsync(Journal journal) : AsyncFrostingTask
    {
        public override Task RunAsync(ICakeContext context)
        {
            journal.Add("PlainAsync");
            return Task.CompletedTask;
        }
    }

    private sealed class Bare(Journal journal) : IFrostingTask
    {
        bool IFrostingTask.ShouldRun(ICakeContext context) => true;

        void IFrostingTask.OnError(Exception exception, ICakeContext context) => journal.Add("Bare failed");

        void IFrostingTask.Finally(ICakeContext context) => journal.Add("Bare finally");

        Task IFrostingTask.RunAsync(ICakeContext context)
        {
            journal.Add("Bare");
            return Task.CompletedTask;
        }
    }
}
