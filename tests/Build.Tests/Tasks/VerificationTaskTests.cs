using Cake.Core;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Verification.Logs;
using GitOpsDemo.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class VerificationTaskTests
{
    [Fact]
    public void The_last_proof_of_the_last_target_is_the_one_that_watches_on()
    {
        using var build = new BuildFixture(Repository.Root, ["--target=VerifyAlerts", "--target=VerifyLogs", "--watch=60s"]);

        // Given that Cake tells of the first target only
        var run = Substitute.For<ISetupContext>();
        var first = Substitute.For<ICakeTaskInfo>();
        first.Name.Returns("VerifyAlerts");
        run.TasksToExecute.Returns([first]);

        // When
        build.Make<BuildLifetime>().Setup(build.Context, run);

        // Then
        Assert.Equal("VerifyLogs", build.Get<ProofWatch>().LastTask);
    }

    [Fact]
    public async Task Logs_are_proven_again_when_a_later_task_watches_on()
    {
        // Given a service that answers, and whose lines are found
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var build = new BuildFixture(Repository.Root, ["--target=VerifyLogs", "--target=VerifyAlerts", "--watch=10s"]);
        var live = new LiveEnvironment("dev", "gitops-demo-dev", "1a2b3c", "localhost:5000/gitops-demo", service.Address, [], "");
        var store = Substitute.For<ILogStore>();
        store.Name.Returns("a log");
        store.FindAsync(live, Arg.Any<string>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(new FoundLine("a log", "GET /version"));
        build.Platform.LiveAsync("dev", Arg.Any<CancellationToken>()).Returns(live);
        build.Platform.LogsAsync(Arg.Any<CancellationToken>()).Returns(store);
        build.Platform.ServiceAddressAsync(live, Arg.Any<CancellationToken>()).Returns(service.Address);
        build.Get<ProofWatch>().LastTask = "VerifyAlerts";

        // When
        await build.Make<VerifyLogs>().RunAsync(build.Context);
        await build.PassTimeAsync(build.Get<ProofWatch>().ProveAsync(build.Context, "VerifyAlerts"));

        // Then
        Assert.Equal(["GET /version", "GET /version"], service.Requests);
        Assert.Contains("watched for 10 s: proven 1 times more", build.Log.Lines);
    }

    [Fact]
    public async Task A_drill_is_refused_in_the_environment_that_users_depend_on_by_its_own_name()
    {
        using var build = new BuildFixture(Repository.Root, ["--settings=samples/hello/settings.json", "--target=FireDrill", "--environment=live"]);

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<FireDrill>().RunAsync(build.Context));

        Assert.Equal("no drill is held in live", refused.What);
    }
}
