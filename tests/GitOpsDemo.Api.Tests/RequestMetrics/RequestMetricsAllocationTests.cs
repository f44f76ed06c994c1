using GitOpsDemo.Api.RequestMetrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Prometheus;

namespace GitOpsDemo.Api.Tests.RequestMetrics;

public sealed class RequestMetricsAllocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_middleware_allocates_nothing_for_a_request(bool isMatched)
    {
        var metrics = new HttpMetrics(Metrics.NewCustomRegistry(), BuildIdentity.OfThisAssembly);
        var middleware = new RequestMetricsMiddleware(_ => Task.CompletedTask, metrics);
        var response = new Response();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseFeature>(response);
        context.Request.Method = HttpMethods.Get;
        if (isMatched)
        {
            context.SetEndpoint(new(null, new(metrics.ForEndpoint("/orders/{id}", isCounted: true)), null));
        }

        const int Requests = 1_000;
        await ServeAsync(Requests);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var serving = ServeAsync(Requests);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(serving.IsCompletedSuccessfully);
        Assert.Equal(0, allocated / Requests);

        async Task ServeAsync(int requests)
        {
            for (var request = 0; request < requests; request++)
            {
                await middleware.InvokeAsync(context);
                await response.CompleteAsync();
            }
        }
    }

    /// <summary>A response that, like a server's, keeps its callbacks without allocating.</summary>
    private sealed class Response : HttpResponseFeature
    {
        private Func<object, Task>? _callback;
        private object? _state;

        public override void OnCompleted(Func<object, Task> callback, object state) => (_callback, _state) = (callback, state);

        public Task CompleteAsync() => _callback!(_state!);
    }
}
