using System.Diagnostics;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.Faults;

/// <summary>Faults before Alertmanager: what it is asked changes nothing, so that it may be asked again.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class AlertmanagerFaultTests(ITestOutputHelper output)
{
    private const string Alerts = """[{"labels":{"alertname":"A"},"annotations":{},"startsAt":"2026-11-22T11:22:05Z","endsAt":"2026-11-22T12:22:05Z","updatedAt":"2026-11-22T11:22:05Z","fingerprint":"f","receivers":[{"name":"r"}],"status":{"state":"active","silencedBy":[],"inhibitedBy":[]}}]""";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(FaultTests.Passing), MemberType = typeof(FaultTests))]
    public async Task It_is_asked_again(Fault fault)
    {
        await using var alertmanager = await HttpStub.AnsweringAsync(Alerts);
        await using var proxy = await FaultProxy.StartAsync(alertmanager.Address, fault, faults: 2);

        var alerts = await Client(proxy).AlertsAsync([], default);

        Assert.Equal("A", Assert.Single(alerts).Labels["alertname"]);
    }

    [Theory]
    [MemberData(nameof(FaultTests.Lasting), MemberType = typeof(FaultTests))]
    public async Task It_is_not_asked_for_ever(Fault fault)
    {
        await using var alertmanager = await HttpStub.AnsweringAsync(Alerts);
        await using var proxy = await FaultProxy.StartAsync(alertmanager.Address, fault, int.MaxValue);
        var watch = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Client(proxy).AlertsAsync([], default));

        output.WriteLine($"{fault}: {proxy.Requests.Count} requests in {watch.Elapsed.TotalSeconds:0.0} s: {failure.Message}");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Bound);
        Assert.InRange(proxy.Requests.Count, 1, 3);
        Assert.Contains(fault == Fault.TooManyRequests ? "run it again" : "curl", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_left_alone_for_as_long_as_it_asks()
    {
        await using var alertmanager = await HttpStub.AnsweringAsync(Alerts);
        await using var proxy = await FaultProxy.StartAsync(alertmanager.Address, Fault.TooManyRequests, faults: 1);
        var watch = Stopwatch.StartNew();

        await Client(proxy).AlertsAsync([], default);

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), Bound);
    }

    private static AlertmanagerClient Client(FaultProxy proxy) =>
        new(new HttpClient { BaseAddress = proxy.Address, Timeout = Timeout.InfiniteTimeSpan });
}
