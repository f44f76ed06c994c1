using System.Reflection;
using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Composition;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>What holds for every task, and the order of those of Deploy.</summary>
public sealed class TasksTests
{
    private static IEnumerable<Type> Tasks =>
        typeof(BuildTasks).Assembly.GetTypes().Where(type => typeof(IFrostingTask).IsAssignableFrom(type) && !type.IsAbstract);

    public static TheoryData<Type> AllTasks => [.. Tasks];

    [Theory]
    [MemberData(nameof(AllTasks))]
    public void A_task_is_one_sealed_public_class_with_a_name_and_a_description(Type task)
    {
        Assert.True(task is { IsSealed: true, IsPublic: true });
        Assert.False(string.IsNullOrEmpty(task.GetCustomAttribute<TaskNameAttribute>()?.Name));
        Assert.EndsWith(".", task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllTasks))]
    public void A_red_task_is_a_red_build(Type task)
    {
        Assert.Null(task.GetCustomAttribute<ContinueOnErrorAttribute>());
        Assert.NotEqual(task, task.GetMethod("OnError")!.DeclaringType);
    }

    [Theory]
    [InlineData("Deploy")]
    [InlineData("Default")]
    [InlineData("Validate")]
    [InlineData("Verify")]
    public void An_aggregate_has_no_body_and_no_criteria(string name)
    {
        var task = Tasks.Single(type => type.Name == name);

        Assert.NotEqual(task, task.GetMethod("Run")!.DeclaringType);
        Assert.NotEqual(task, task.GetMethod("ShouldRun")!.DeclaringType);
    }

    [Fact]
    public void Deploy_goes_from_source_to_proof_in_this_order() => Assert.Equal(
        [
            "CheckRequirements", "ValidateManifests", "TestRules", "LintDashboards", "Validate", "Restore", "Compile", "UnitTest",
            "Publish", "BuildImage", "PushImage", "Baseline", "BumpImage", "InstallMonitoring", "ApplyAlerts", "ApplyDashboards",
            "WaitForSync", "VerifyTargets", "VerifyAlerts", "VerifyDashboards", "VerifyLogs", "Verify", "Soak", "Deploy",
        ],
        Order("Deploy"));

    [Fact]
    public void Test_compiles_and_runs_each_test_once() => Assert.Equal(["Restore", "Compile", "Test"], Order("Test"));

    [Theory]
    [InlineData("VerifyAlerts")]
    [InlineData("VerifyTargets")]
    [InlineData("VerifyDashboards")]
    [InlineData("VerifyLogs")]
    [InlineData("LabDown")]
    [InlineData("LabStatus")]
    [InlineData("Doctor")]
    [InlineData("Diff")]
    [InlineData("Status")]
    [InlineData("Logs")]
    [InlineData("Open")]
    [InlineData("Soak")]
    public void A_smoke_check_and_the_end_of_the_lab_depend_on_nothing(string name) => Assert.Equal([name], Order(name));

    [Fact]
    public void Only_what_changes_nothing_may_run_beside_another_build() =>
        Assert.Equal(
            [
                "Baseline", "CheckRequirements", "Diff", "Doctor", "LabStatus", "Logs", "Open", "Soak", "Status", "Verify", "VerifyAlerts",
                "VerifyDashboards", "VerifyLogs", "VerifyTargets",
            ],
            BuildTasks.Observing.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_task_can_be_put_together()
    {
        // Given the host with all services, and a command line that runs nothing
        var options = BuildOptions.From(CommandLine.Parse([], BuildTasks.Names));

        // When every task is made and listed
        var exitCode = new CakeHost()
            .AddAssembly(typeof(BuildTasks).Assembly)
            .UseContext<BuildContext>()
            .UseLifetime<BuildLifetime>()
            .UseTaskLifetime<BuildTaskLifetime>()
            .ConfigureServices(services => services.AddBuild(options, new BuildPaths(Repository.Root, options.Settings)))
            .Run(["--description"]);

        // Then
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void Several_targets_run_one_after_another_each_with_what_it_depends_on()
    {
        var options = BuildOptions.From(CommandLine.Parse(["--target=UnitTest", "--target=TestRules"], BuildTasks.Names));

        Assert.Equal(["Restore", "Compile", "UnitTest", "TestRules"], BuildTasks.Of(options));
        Assert.Equal(["UnitTest", "TestRules"], BuildTasks.Of(options with { IsExclusive = true }));
    }

    [Theory]
    [InlineData(
        "--target=Publish",
        "--target=BuildImage",
        "--target=PushImage",
        "--target=BumpImage",
        "--target=ApplyAlerts",
        "--target=VerifyAlerts")]
    [InlineData("--target=VerifyAlerts", "--target=ApplyAlerts", "--target=Publish")]
    [InlineData("--target=VerifyAlerts", "--target=PushImage", "--target=Publish", "--exclusive")]
    public void The_host_runs_several_targets_in_the_order_that_the_view_plans(params string[] arguments)
    {
        var options = BuildOptions.From(CommandLine.Parse(arguments, BuildTasks.Names));
        var ran = new List<string>();
        var strategy = Substitute.For<IExecutionStrategy>();
        strategy.ExecuteAsync(Arg.Do<CakeTask>(task => ran.Add(task.Name)), Arg.Any<ICakeContext>()).Returns(Task.CompletedTask);

        var exitCode = new CakeHost()
            .AddAssembly(typeof(BuildTasks).Assembly)
            .UseContext<BuildContext>()
            .ConfigureServices(services => services.AddBuild(options, new BuildPaths(Repository.Root, options.Settings)))
            .ConfigureServices(services => services.AddSingleton(strategy).AddSingleton(Substitute.For<ICakeReportPrinter>()))
            .Run(arguments);

        Assert.Equal(0, exitCode);
        Assert.Equal(BuildTasks.Of(options), ran);
    }

    private static IReadOnlyList<string> Order(string target) =>
        BuildTasks.Of(BuildOptions.From(CommandLine.Parse([$"--target={target}"], BuildTasks.Names)));
}
