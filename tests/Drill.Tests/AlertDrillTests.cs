using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Drill.Causes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Drill.Tests;

public sealed class AlertDrillTests : IAsyncLifetime, IDisposable
{
    private readonly RecordingLog _log = new();
    private readonly HttpClient _http = new();
    private DrillStub _stub = null!;

    public async Task InitializeAsync() => _stub = await DrillStub.StartAsync();

    public async Task DisposeAsync() => await _stub.StopAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public void Each_alert_of_the_repository_has_exactly_one_cause() => Assert.Equal(
        OurAlerts.Names.Order(StringComparer.Ordinal),
        AllCauses.On(_stub, _http).SelectMany(cause => cause.Alerts).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_alert_is_seen_to_fire_to_arrive_and_to_resolve_and_nothing_is_left_behind()
    {
        var checks = await RunAsync();

        Assert.All(checks, check => Assert.Equal(Verdict.Pass, check.Verdict));
        Assert.Equal(OurAlerts.Names.Select(name => $"drill/{name}"), checks.Select(check => check.Id));
        Assert.Empty(_stub.Active);
        Assert.True(_stub.IsDisposed);
        Assert.StartsWith(
            "alert ", _log.Lines.Single(line => line.Contains("delivered  resolved", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_everything_away_comes_last_and_alone()
    {
        await RunAsync();

        var lines = _log.Lines.Where(
            line => line.StartsWith("ended: ", StringComparison.Ordinal) || line.EndsWith(" must fire", StringComparison.Ordinal)).ToList();
        Assert.Equal(["no replica answers: ServiceDown must fire", "ended: no replica answers"], lines[^2..]);
        Assert.Equal(3, lines[..^2].Count(line => line.StartsWith("ended: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_causes_of_the_alerts_that_are_asked_for_are_made()
    {
        var checks = await RunAsync(["PodNotReady"]);

        Assert.Equal("drill/PodNotReady", Assert.Single(checks).Id);
        Assert.DoesNotContain(_stub.Requests, request => request.Contains("/faults/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alert_that_nothing_makes_fire_is_skipped_with_that_reason()
    {
        var checks = await RunAsync(["PodNotReady", "NobodysAlert"]);

        var (pass, skip) = (checks[0], checks[1]);
        Assert.Equal((Verdict.Pass, Verdict.Skipped), (pass.Verdict, skip.Verdict));
        Assert.Contains("no cause", skip.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_makes_any_of_them_fire_the_drill_is_over_at_once()
    {
        var time = new HurryingTime();
        var request = new DrillRequest(["NobodysAlert"], new TimeScale(100), Timeout: null);

        var checks = await new AlertDrill(_stub, _http, time, _log).RunAsync(
            DrillStub.Live, OurAlerts.WithNobodys, request, default);

        Assert.Equal(Verdict.Skipped, Assert.Single(checks).Verdict);
        Assert.True(_stub.IsDisposed);
    }

    [Fact]
    public async Task Where_faults_are_off_that_is_said_and_the_other_alerts_are_drilled()
    {
        _stub.Refused["/ready/disable"] = _stub.Refused["/ready/enable"] = 404;

        var checks = await RunAsync(["PodNotReady", "ServiceDown"]);

        Assert.Equal([Verdict.Fail, Verdict.Pass], checks.Select(check => check.Verdict));
        Assert.Equal("gitops-demo-1 accepts no faults: they are off in dev", checks[0].Evidence);
        Assert.Contains("Faults__Enabled", checks[0].Next, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("NOT ENDED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alert_that_does_not_come_is_named_with_the_phase_that_is_missing()
    {
        _stub.Mute.Add("HighLatency");
        _stub.Lost.Add("HighErrorRate");

        var checks = await RunAsync(["HighErrorRate", "HighLatency", "ErrorBudgetBurnFast"]);

        Assert.Equal([Verdict.Fail, Verdict.Fail, Verdict.Pass], checks.Select(check => check.Verdict));
        Assert.Contains("firing, but not in Alertmanager; last seen: ", checks[0].Evidence, StringComparison.Ordinal);
        Assert.Contains("never pending; last seen: inactive in Prometheus", checks[1].Evidence, StringComparison.Ordinal);
        Assert.Empty(_stub.Active);
    }

    [Fact]
    public async Task An_alert_that_does_not_go_is_named()
    {
        _stub.Stuck.Add("PodNotReady");

        var check = Assert.Single(await RunAsync(["PodNotReady"]));

        Assert.Equal(Verdict.Fail, check.Verdict);
        Assert.Contains(
            "after the end of its cause; last seen: firing in Prometheus, in Alertmanager, delivered",
            check.Evidence,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_that_is_active_before_its_cause_would_prove_nothing()
    {
        _stub.Begin("PodNotReady");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => RunAsync(["PodNotReady"]));

        Assert.Contains("PodNotReady is active before its cause", failure.Why, StringComparison.Ordinal);
        Assert.True(_stub.IsDisposed);
        Assert.DoesNotContain(_stub.Requests, request => request.Contains("/ready/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drill_that_is_interrupted_ends_its_causes()
    {
        // Given alerts that never come, so that their causes hold
        _stub.Mute.UnionWith(["HighErrorRate", "PodNotReady"]);
        using var interrupt = new CancellationTokenSource();
        var drill = RunAsync(["HighErrorRate", "PodNotReady", "HighMemoryUsage"], TimeProvider.System, interrupt.Token);
        await Eventually.HoldsAsync(() => _stub.Active.Contains("HighMemoryUsage"), "the causes hold");

        // When
        await interrupt.CancelAsync();

        // Then
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drill);
        Assert.Contains("POST /ready/enable", _stub.Requests);
        Assert.Contains("DELETE /faults/memory", _stub.Requests);
        Assert.Equal(2, _stub.Requests.Count(request => request == "PUT /faults/plan"));
        Assert.Empty(_stub.Active);
        Assert.True(_stub.IsDisposed);
    }

    [Fact]
    public async Task A_cause_that_can_not_be_ended_is_said_loudly_with_what_ends_it()
    {
        _stub.Refused["/ready/enable"] = 500;

        await RunAsync(["PodNotReady"]);

        var warning = Assert.Single(_log.Lines, line => line.StartsWith("NOT ENDED: a replica is not ready", StringComparison.Ordinal));
        Assert.Contains("it answered 500", warning, StringComparison.Ordinal);
        Assert.EndsWith($"End it by hand: curl -X POST {_stub.Replicas[0].Address}ready/enable", warning, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<CheckResult>> RunAsync(
        IReadOnlyList<string>? alerts = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        time ??= new HurryingTime();
        return new AlertDrill(_stub, _http, time, _log).RunAsync(
            DrillStub.Live,
            alerts?.Contains("NobodysAlert") == true ? OurAlerts.WithNobodys : OurAlerts.Rules,
            new(alerts ?? [], new TimeScale(100), Timeout: TimeSpan.FromSeconds(5)),
            cancellationToken);
    }
}
