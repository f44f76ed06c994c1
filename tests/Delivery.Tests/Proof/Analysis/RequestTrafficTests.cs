using System.Diagnostics;
using GitOpsDemo.Delivery.Proof.Analysis;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Analysis;

public sealed class RequestTrafficTests
{
    [Fact]
    public async Task Each_path_is_asked_in_turn_and_never_more_often_than_allowed()
    {
        const int PerSecond = 50;
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var http = new HttpClient();
        var start = Stopwatch.GetTimestamp();

        await using (
            RequestTraffic.Begin(http, [new(service.Address, "a"), new(service.Address, "b")], PerSecond, TimeProvider.System, default))
        {
            await Eventually.HoldsAsync(() => service.Requests.Count >= 10, "ten requests have come");
        }

        var most = PerSecond * (Stopwatch.GetElapsedTime(start).TotalSeconds + 1);
        Assert.InRange(service.Requests.Count, 10.0, most);
        Assert.InRange(
            service.Requests.Count(request => request == "GET /a") - service.Requests.Count(request => request == "GET /b"), -1, 1);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_ends_nothing()
    {
        using var http = new HttpClient();
        await using var traffic = RequestTraffic.Begin(http, [new("http://127.0.0.1:1/")], perSecond: 100, TimeProvider.System, default);

        await Eventually.HoldsAsync(() => traffic.Counts.Unanswered > 0, "a request was not answered");
    }
}
