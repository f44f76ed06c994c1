using System.Diagnostics;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Tests.GitOps;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.Faults;

/// <summary>
/// Faults between the delivery and its forge or Argo CD: passing ones are ridden out, lasting ones end in words. (The registry and the
/// monitoring have tests of their own.)
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Always = int.MaxValue;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>What passes in a moment. A 500 of a forge is no such thing: it is an answer.</summary>
    public static TheoryData<Fault> Passing => [Fault.Latency, Fault.Reset, Fault.HalfAnswer, Fault.TooManyRequests, Fault.Unavailable];

    public static TheoryData<Fault> Lasting =>
        [Fault.Reset, Fault.HalfAnswer, Fault.TooManyRequests, Fault.InternalError, Fault.Unavailable, Fault.Blackhole];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_push_is_made_once_whatever_git_meets_on_the_way(Fault fault)
    {
        // Given a fault at one request after another of a fetch and a push
        const int MostRequests = 8;
        var needed = 0;
        for (var faults = 1; faults <= MostRequests; faults += 3)
        {
            using var forge = await Forge.StartAsync();
            await using var server = await GitHttpServer.StartAsync(Path.GetDirectoryName(forge.Bare)!, "password");
            await using var proxy = await FaultProxy.StartAsync(server.Address, fault, faults);

            // When
            var commit = await Repository(forge, proxy).ApplyAsync(Note, default);

            // Then the commit is there, and there is one
            Assert.Equal(await forge.TipAsync(), commit.Id);
            Assert.Equal(2, await forge.CommitsAsync());
            needed = proxy.Requests.Count;
        }

        output.WriteLine($"{fault}: up to {MostRequests} requests in a row failed, {needed} requests in the end");
    }

    [Theory]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.Unavailable)]
    [InlineData(Fault.InternalError)]
    public async Task A_forge_that_stays_away_ends_in_words_and_without_a_commit(Fault fault)
    {
        using var forge = await Forge.StartAsync();
        await using var server = await GitHttpServer.StartAsync(Path.GetDirectoryName(forge.Bare)!, "password");
        await using var proxy = await FaultProxy.StartAsync(server.Address, fault, Always);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Repository(forge, proxy).ApplyAsync(Note, default));

        output.WriteLine($"{fault}: {proxy.Requests.Count} requests: {failure.Message}");
        Assert.NotEqual("", failure.Next);
        Assert.Equal(1, await forge.CommitsAsync());
    }

    [Fact]
    public async Task A_forge_that_says_nothing_is_not_waited_for_longer_than_there_is_patience()
    {
        using var forge = await Forge.StartAsync();
        await using var server = await GitHttpServer.StartAsync(Path.GetDirectoryName(forge.Bare)!, "password");
        await using var proxy = await FaultProxy.StartAsync(server.Address, Fault.Blackhole, Always);
        var settings = forge.Settings() with
        {
            Remote = $"{proxy.Address}gitops.git",
            Credentials = new GitCredentials("password"),
            Silence = TimeSpan.FromSeconds(1),
            Patience = TimeSpan.FromSeconds(2),
        };
        var watch = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => new GitOpsRepository(settings, forge.Runner, forge.Log, TimeProvider.System).ApplyAsync(Note, default));

        output.WriteLine($"{proxy.Requests.Count} requests in {watch.Elapsed.TotalSeconds:0.0} s: {failure.Message}");
        Assert.InRange(proxy.Requests.Count, 1, GitOpsRepository.MaximumTries - 1);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
        Assert.Contains("too slow", failure.Why, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await forge.CommitsAsync());
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task A_webhook_is_sent_once_and_what_it_does_not_bring_about_the_annotation_does(Fault fault)
    {
        const string Repository = "https://gitea.example.com/team/gitops-demo.git";
        await using var server = await ArgoCdServerStub.StartAsync("secret", Repository);
        await using var proxy = await FaultProxy.StartAsync(server.Address, fault, Always);
        var application = new LiveApplication(Repository, () => server.Refreshes);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var log = new RecordingLog();
        var refresh = new ArgoCdRefresh(
            application, http, new WebhookOptions(proxy.Address, "secret"), new Wait(log, new HurryingTime()), log);

        var result = await refresh.RequestAsync(new RefreshRequest("demo", "main", "a", "b", []), default);

        Assert.Single(proxy.Requests);
        Assert.Contains(result.Trigger, new[] { RefreshTrigger.Annotation, RefreshTrigger.Webhook });
        output.WriteLine($"{fault}: {result.Trigger}");
    }

    private static GitOpsRepository Repository(Forge forge, FaultProxy proxy) => new(
        forge.Settings() with { Remote = $"{proxy.Address}gitops.git", Credentials = new GitCredentials("password") },
        forge.Runner,
        forge.Log,
        new HurryingTime());

    private static GitOpsChange Note(string checkout)
    {
        File.WriteAllText(Path.Combine(checkout, "k8s", "note"), "x");
        return new GitOpsChange(["k8s/note"], new CommitMessage("Note", []));
    }
}
