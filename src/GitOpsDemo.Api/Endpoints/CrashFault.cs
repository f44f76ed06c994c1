using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>The end of the process.</summary>
internal static class CrashFault
{
    public static Accepted Crash(HttpContext context, Faults.Crash crash)
    {
        context.Response.OnCompleted(() =>
        {
            crash.Now();
            return Task.CompletedTask;
        });
        return TypedResults.Accepted((string?)null);
    }
}
