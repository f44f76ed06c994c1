namespace GitOpsDemo.Api.Faults;

/// <summary>Delays and fails requests as planned.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultInjector faults, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<FaultTarget>() is null ? next(context) : ApplyAsync(context);

    private async Task ApplyAsync(HttpContext context)
    {
        var plan = faults.Plan;
        if (plan.DelayMilliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(plan.DelayMilliseconds), time, context.RequestAborted);
        }

        if (faults.NextFails())
        {
            await TypedResults.Problem("The fault plan has this request fail.", statusCode: plan.Status).ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}
