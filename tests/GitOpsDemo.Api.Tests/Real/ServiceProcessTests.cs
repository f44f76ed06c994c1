using System.Diagnostics;
using System.Text.Json.Nodes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Api.Tests.Real;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ServiceProcessTests
{
    /// <summary>Long enough to be asked twice meanwhile on a slow computer.</summary>
    private static readonly TimeSpan ReadinessDelay = TimeSpan.FromSeconds(5);

    /// <summary>Of timers.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Told_to_end_it_is_first_not_ready_then_serves_on_then_drains_and_exits_with_0()
    {
        await using var service = new ServiceProcess(
            ("Shutdown__ReadinessDelaySeconds", $"{ReadinessDelay.TotalSeconds}"), ("Faults__Enabled", "true"));
        await service.ReadyAsync();
        var running = service.StatusAsync("/faults/delay/7000");
        var watch = Stopwatch.StartNew();

        service.Terminate();

        await Eventually.HoldsAsync(async () => await service.StatusAsync("/ready") == 503, "not ready");
        Assert.Equal(200, await service.StatusAsync("/"));
        await Eventually.HoldsAsync(async () => await service.StatusAsync("/health") == 0, "nobody listens any more");
        Assert.True(watch.Elapsed > ReadinessDelay - Tolerance, $"{watch.Elapsed}");
        Assert.Equal(204, await running);
        Assert.Equal(0, await service.ExitCodeAsync());
    }

    [Fact]
    public async Task A_rolling_restart_fails_no_request_of_a_client_that_keeps_its_connection()
    {
        await using var service = new ServiceProcess(("Shutdown__ReadinessDelaySeconds", "1"));
        await service.ReadyAsync();
        var statuses = new List<int>();
        service.Terminate();

        // What a load balancer does: send until it has seen that the replica is not ready, over connections that it keeps.
        while (await service.StatusAsync("/ready") == 200)
        {
            statuses.Add(await service.StatusAsync("/"));
        }

        statuses.Add(await service.StatusAsync("/"));
        Assert.All(statuses, status => Assert.Equal(200, status));
        Assert.Equal(0, await service.ExitCodeAsync());
    }

    [Fact]
    public async Task A_wrong_value_ends_the_start_with_exit_code_2_and_names_its_key()
    {
        await using var service = new ServiceProcess(("Faults__Enabled", "perhaps"));

        Assert.Equal(2, await service.ExitCodeAsync());
        Assert.Equal("The configuration is wrong:\n  Faults:Enabled is 'perhaps'. Allowed: true or false.", service.Errors);
        Assert.Empty(service.Output);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_with_exit_code_1_and_one_line()
    {
        await using var first = new ServiceProcess();
        await first.ReadyAsync();

        await using var second = new ServiceProcess(("ASPNETCORE_URLS", first.Address.ToString()));

        Assert.Equal(1, await second.ExitCodeAsync());
        Assert.Equal(
            $"The service can't listen: Failed to bind to address http://{first.Address.Authority}: address already in use.",
            second.Errors);
    }

    [Fact]
    public async Task A_crash_answers_first_and_then_ends_the_process_with_an_exit_code_other_than_0()
    {
        await using var service = new ServiceProcess(("Faults__Enabled", "true"));
        await service.ReadyAsync();

        Assert.Equal(202, await service.StatusAsync("/faults/crash"));
        Assert.NotEqual(0, await service.ExitCodeAsync());
    }

    [Fact]
    public async Task Every_line_on_stdout_is_a_JSON_object_and_requests_are_logged_when_that_is_on()
    {
        await using var service = new ServiceProcess(("AccessLog__Enabled", "true"), ("Shutdown__ReadinessDelaySeconds", "0"));
        await service.ReadyAsync();
        await service.StatusAsync("/version");
        service.Terminate();
        await service.ExitCodeAsync();

        var events = service.Output.Select(line => JsonNode.Parse(line)!.AsObject()).ToList();

        Assert.All(events, json => Assert.Equal(["time", "level", "category", "message"], json.Select(field => field.Key).Take(4)));
        var request = Assert.Single(events, json => (string?)json["path"] == "/version");
        Assert.Equal("GET", (string?)request["method"]);
        Assert.Equal(200, (int)request["status"]!);
        Assert.True((double)request["duration_ms"]! > 0);
        Assert.Matches("^[0-9a-f]{32}$", (string?)request["trace_id"]);
        Assert.Empty(service.Errors);
    }

    [Fact]
    public async Task Requests_are_not_logged_unless_that_is_on()
    {
        await using var service = new ServiceProcess(("Shutdown__ReadinessDelaySeconds", "0"));
        await service.ReadyAsync();
        await service.StatusAsync("/version");
        service.Terminate();
        await service.ExitCodeAsync();

        Assert.DoesNotContain(service.Output, line => line.Contains("/version", StringComparison.Ordinal));
    }
}
