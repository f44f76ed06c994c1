using Cake.Core;
using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Delivery;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Hosting;

public sealed class TaskFailuresTests : IDisposable
{
    private readonly Cancellation _cancellation = new();
    private readonly TaskFailures _failures;

    public TaskFailuresTests() => _failures = Of("--target=Deploy");

    public void Dispose() => _cancellation.Dispose();

    [Fact]
    public async Task What_was_under_way_what_stays_and_what_to_do_is_said_once()
    {
        // Given two tasks that are done
        await RunAsync("Restore", () => { });
        await RunAsync("Compile", () => { });

        // When
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => RunAsync("PushImage", InterruptedBy(new OperationCanceledException())));

        // Then
        Assert.Equal(
            "PushImage was interrupted: Ctrl-C or SIGTERM asked for it; the 2 tasks before it are done and stay, and it left nothing "
            + "half done that the next run would not finish. Next: run it again, what is done is not done twice: "
            + "./build.sh --target=Deploy with the same options",
            failure.Message);
    }

    [Fact]
    public async Task A_task_that_only_looks_has_changed_nothing_and_what_could_not_be_undone_is_said()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => RunAsync("VerifyAlerts", InterruptedBy(new DeliveryException("a fault stayed", "its replica is gone", "end it"))));

        Assert.Contains("nothing was done before it, and it changes nothing; a fault stayed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_without_a_signal_stays_what_it_is() =>
        await Assert.ThrowsAsync<TimeoutException>(() => RunAsync("PushImage", () => throw new TimeoutException()));

    [Theory]
    [InlineData(
        "./build.sh --target=Deploy replaces it",
        "./build.sh --target=LabStatus shows what runs and where its logs are; fix what the message names, and run this again")]
    [InlineData("./build.sh --target=Deploy brings it; fix its labels", "fix its labels")]
    [InlineData("kubectl get pods shows what runs; look at its log", "look at its log")]
    [InlineData("./build.sh --target=Deploy --environment=staging", "./build.sh --target=Deploy --environment=staging")]
    [InlineData("./build.sh --target=LabDown, then deploy again", "./build.sh --target=LabDown, then deploy again")]
    public async Task The_way_out_is_neither_the_command_that_has_just_failed_nor_one_of_another_place(string next, string expected)
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => RunAsync("WaitForSync", () => throw new DeliveryException("it failed", "so", next)));

        Assert.Equal(expected, failure.Next);
    }

    [Theory]
    [InlineData(
        "--settings=samples/hello/settings.json",
        "./build.sh --target=Doctor tells",
        "./build.sh --target=Doctor --settings=samples/hello/settings.json tells")]
    [InlineData("--kube-context=k3s", "fix it; ./build.sh --target=LabStatus shows what runs in the lab", "fix it")]
    [InlineData("--kube-context=k3s", "kubectl get pods shows what runs", "kubectl get pods shows what runs")]
    public async Task The_way_out_is_that_of_the_service_and_the_place(string option, string next, string expected)
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => RunAsync(Of("--target=Deploy", option), "WaitForSync", () => throw new DeliveryException("it failed", "so", next)));

        Assert.Equal(expected, failure.Next);
    }

    [Fact]
    public async Task A_program_that_failed_is_told_with_the_task_that_ran_it_and_what_to_do()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => RunAsync("Compile", () => throw new CakeException(".NET CLI: Process returned an error (exit code 1).")));

        Assert.Equal(
            "Compile failed: .NET CLI: Process returned an error (exit code 1). Next: fix what the lines above name",
            failure.Message);
    }

    [Fact]
    public void A_wait_before_a_task_is_interrupted_too()
    {
        var setup = Substitute.For<ITaskSetupContext>();
        setup.Task.Name.Returns("Restore");

        var failure = Assert.Throws<DeliveryException>(
            () => _failures.PerformTaskSetup(_ => InterruptedBy(new OperationCanceledException())(), setup));

        Assert.StartsWith("Restore was interrupted", failure.Message, StringComparison.Ordinal);
    }

    private Action InterruptedBy(Exception exception) => () =>
    {
        _cancellation.Cancel();
        throw exception;
    };

    private TaskFailures Of(params string[] arguments) => new(
        new DefaultExecutionStrategy(Substitute.For<ICakeLog>(), Substitute.For<ICakeReportPrinter>()),
        new(() => throw new InvalidOperationException("what is no run of the build has no evidence")),
        _cancellation,
        BuildOptions.From(CommandLine.Parse(arguments, BuildTasks.Names)));

    private Task RunAsync(string name, Action body) => RunAsync(_failures, name, body);

    private static Task RunAsync(TaskFailures failures, string name, Action body)
    {
        var task = new CakeTask(name);
        task.Actions.Add(_ =>
        {
            body();
            return Task.CompletedTask;
        });
        return failures.ExecuteAsync(task, Substitute.For<ICakeContext>());
    }
}
