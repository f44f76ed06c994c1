using System.Diagnostics;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace GitOpsDemo.Delivery.Tests.Faults;

/// <summary>
/// Faults before Prometheus and Alertmanager: what they are asked changes nothing, so that it may be asked again. All at once, for most of
/// them wait.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class MonitoringFaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly IReadOnlyList<Server> Servers =
    [
        new(
            "Prometheus",
            """{"status":"success","data":{"groups":[{"name":"g","file":"f","interval":30,"rules":[{"type":"alerting","name":"A","query":"m > 0","duration":120,"labels":{},"annotations":{},"health":"ok","state":"inactive","lastEvaluation":"2026-11-22T11:22:05Z"}]}]}}""",
            async http => (await new PrometheusClient(http).RulesAsync(default)).Single().Rules.Single().Name),
        new(
            "Alertmanager",
            """[{"labels":{"alertname":"A"},"annotations":{},"startsAt":"2026-11-22T11:22:05Z","endsAt":"2026-11-22T12:22:05Z","updatedAt":"2026-11-22T11:22:05Z","fingerprint":"f","receivers":[{"name":"r"}],"status":{"state":"active","silencedBy":[],"inhibitedBy":[]}}]""",
            async http => (await new AlertmanagerClient(http).AlertsAsync([], default)).Single().Labels["alertname"]),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task After_faults_that_pass_they_are_asked_again(int faults) => BeforeAllAsync(
        [Fault.Latency, Fault.Reset, Fault.HalfAnswer, Fault.TooManyRequests, Fault.Unavailable, Fault.InternalError],
        faults,
        async (server, fault, proxy) =>
        {
            Assert.Equal("A", await server.AskAsync(proxy));
            Assert.InRange(proxy.Requests.Count, 1, faults + 1);
        });

    [Fact]
    public Task A_fault_that_lasts_ends_in_words_after_a_few_tries() => BeforeAllAsync(
        [Fault.Reset, Fault.HalfAnswer, Fault.TooManyRequests, Fault.InternalError, Fault.Unavailable, Fault.Blackhole],
        int.MaxValue,
        async (server, fault, proxy) =>
        {
            var watch = Stopwatch.StartNew();

            var failure = await Assert.ThrowsAsync<DeliveryException>(() => server.AskAsync(proxy));

            output.WriteLine($"{fault}: {proxy.Requests.Count} requests in {watch.Elapsed.TotalSeconds:0.0} s: {failure.Message}");
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
            Assert.InRange(proxy.Requests.Count, 1, 3);
            Assert.Contains(fault == Fault.TooManyRequests ? "run it again" : "curl", failure.Next, StringComparison.Ordinal);
        });

    [Fact]
    public Task They_are_left_alone_for_as_long_as_they_ask() => BeforeAllAsync([Fault.TooManyRequests], 1, async (server, _, proxy) =>
    {
        var watch = Stopwatch.StartNew();

        await server.AskAsync(proxy);

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), Bound);
    });

    private static async Task BeforeAllAsync(IEnumerable<Fault> faults, int times, Func<Server, Fault, FaultProxy, Task> meet)
    {
        await Task.WhenAll(from fault in faults from server in Servers select MeetAsync(server, fault));

        async Task MeetAsync(Server server, Fault fault)
        {
            await using var stub = await HttpStub.AnsweringAsync(server.Answer);
            await using var proxy = await FaultProxy.StartAsync(stub.Address, fault, times);
            try
            {
                await meet(server, fault, proxy);
            }
            catch (Exception exception)
            {
                throw new XunitException($"{server.Name}, {fault}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>A server of the monitoring.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Answer">What it answers.</param>
    /// <param name="Ask">Asks it for the name of its only alert.</param>
    private sealed record Server(string Name, string Answer, Func<HttpClient, Task<string>> Ask)
    {
        public Task<string> AskAsync(FaultProxy proxy) =>
            Ask(new HttpClient { BaseAddress = proxy.Address, Timeout = Timeout.InfiniteTimeSpan });
    }
}
