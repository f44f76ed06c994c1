using Microsoft.Extensions.ObjectPool;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>Counts and times each request, and allocates nothing for it.</summary>
/// <remarks>
/// It awaits nothing: the server calls back when the response is complete, whatever became of it. By then the status is the number that
/// the client got, 500 for an exception that nobody caught, 499 where the client was gone before its answer began.
/// </remarks>
internal sealed class RequestMetricsMiddleware
{
    // As many requests at once need no new object; each is 48 bytes.
    private const int MostKept = 1024;

    private readonly RequestDelegate _next;
    private readonly HttpMetrics _metrics;
    private readonly Func<object, Task> _completed;
    private readonly DefaultObjectPool<RequestInProgress> _requests = new(new DefaultPooledObjectPolicy<RequestInProgress>(), MostKept);

    public RequestMetricsMiddleware(RequestDelegate next, HttpMetrics metrics)
    {
        _next = next;
        _metrics = metrics;
        _completed = Completed;
    }

    public Task InvokeAsync(HttpContext context)
    {
        var series = context.GetEndpoint()?.Series() ?? _metrics.Unmatched;
        if (series.IsCounted)
        {
            var request = _requests.Get();
            request.Begin(context, series);
            _metrics.InProgress.Inc();
            context.Response.OnCompleted(_completed, request);
        }

        return _next(context);
    }

    private Task Completed(object state)
    {
        var request = (RequestInProgress)state;
        request.End();
        _metrics.InProgress.Dec();
        _requests.Return(request);
        return Task.CompletedTask;
    }
}
