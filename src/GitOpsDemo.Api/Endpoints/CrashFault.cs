using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>The end of the process as a crash ends it: at once, without draining, with an exit code other than 0.</summary>
internal static class CrashFault
{
    public static Accepted Crash(HttpContext context)
    {
        context.Response.OnCompleted(() =>
        {
            Environment.FailFast("A crash was asked for by /faults/crash.");
            return Task.CompletedTask;
        });
        return TypedResults.Accepted((string?)null);
    }
}
