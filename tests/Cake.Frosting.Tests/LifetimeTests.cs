using Cake.Core;
using Cake.Frosting.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

public sealed class LifetimeTests
{
    private readonly HostFixture _build = new HostFixture().With<Compile>().With<Test>().With<Broken>();

    public LifetimeTests() => _build.Host.UseLifetime<Lifetime>().UseTaskLifetime<TaskLifetime>();

    [Fact]
    public void Lifetimes_frame_the_run_and_each_task()
    {
        Assert.Equal(0, _build.Run("--target=Test"));

        Assert.Equal(
            ["setup for Test", "before Compile", "Compile", "after Compile", "before Test", "Test", "after Test", "teardown, succeeded"],
            _build.Ran);
    }

    [Fact]
    public void Teardown_runs_after_a_failure_too()
    {
        Assert.Equal(1, _build.Run("--target=Broken"));

        Assert.Equal(["setup for Broken", "before Broken", "after Broken", "teardown, failed"], _build.Ran);
    }

    [Fact]
    public void A_dry_run_sets_up_and_tears_down_and_lists_the_tasks_without_running_them()
    {
        Assert.Equal(0, _build.Run("--target=Test", "--dryrun"));

        Assert.Equal(["setup for Test", "teardown, succeeded"], _build.Ran);
        Assert.Contains("1. Compile", _build.Output);
        Assert.Contains("2. Test", _build.Output);
    }

    [Theory]
    [InlineData("--tree")]
    [InlineData("--description")]
    public void Listing_tasks_sets_nothing_up(string option)
    {
        Assert.Equal(0, _build.Run(option));

        Assert.Empty(_build.Ran);
    }

    [Fact]
    public void A_failing_setup_runs_no_task_but_the_teardown()
    {
        var build = new HostFixture().With<Compile>();
        build.Host.UseLifetime<BrokenLifetime>();

        Assert.Equal(1, build.Run("--target=Compile"));

        Assert.Equal(["teardown"], build.Ran);
        Assert.Equal("Error: no network", build.Error);
    }

    [Fact]
    public void A_build_may_set_up_without_tearing_down()
    {
        var build = new HostFixture().With<Compile>();
        build.Host.ConfigureServices(
            services => services.AddSingleton<IFrostingSetup, PlainLifetime>().AddSingleton<IFrostingTaskSetup, PlainTaskLifetime>());

        Assert.Equal(0, build.Run("--target=Compile"));

        Assert.Equal(["setup", "before", "Compile"], build.Ran);
    }

    [Fact]
    public void A_build_may_tear_down_without_setting_up()
    {
        var build = new HostFixture().With<Compile>();
        build.Host.ConfigureServices(
            services => services.AddSingleton<IFrostingTeardown, PlainLifetime>().AddSingleton<IFrostingTaskTeardown, PlainTaskLifetime>());

        Assert.Equal(0, build.Run("--target=Compile"));

        Assert.Equal(["Compile", "after", "teardown"], build.Ran);
    }

    private sealed class Compile(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Compile))]
    private sealed class Test(Journal journal) : JournalTask(journal);

    private sealed class Broken : FrostingTask<TestContext>
    {
        public override void Run(TestContext context) => throw new IOException("the disk is full");
    }

    private sealed class Lifetime(Journal journal) : FrostingLifetime<TestContext>
    {
        public override void Setup(TestContext context, ISetupContext info) => journal.Add($"setup for {info.TargetTask.Name}");

        public override void Teardown(TestContext context, ITeardownContext info) =>
            journal.Add(info.Successful ? "teardown, succeeded" : "teardown, failed");
    }

    private sealed class BrokenLifetime(Journal journal) : FrostingLifetime<TestContext>
    {
        public override void Setup(TestContext context, ISetupContext info) => throw new IOException("no network");

        public override void Teardown(TestContext context, ITeardownContext info) => journal.Add("teardown");
    }

    private sealed class TaskLifetime(Journal journal) : FrostingTaskLifetime<TestContext>
    {
        public override void Setup(TestContext context, ITaskSetupContext info) => journal.Add($"before {info.Task.Name}");

        public override void Teardown(TestContext context, ITaskTeardownContext info) => journal.Add($"after {info.Task.Name}");
    }

    private sealed class PlainLifetime(Journal journal) : FrostingLifetime
    {
        public override void Setup(ICakeContext context, ISetupContext info) => journal.Add("setup");

        public override void Teardown(ICakeContext context, ITeardownContext info) => journal.Add("teardown");
    }

    private sealed class PlainTaskLifetime(Journal journal) : FrostingTaskLifetime
    {
        public override void Setup(ICakeContext context, ITaskSetupContext info) => journal.Add("before");

        public override void Teardown(ICakeContext context, ITaskTeardownContext info) => journal.Add("after");
    }
}
