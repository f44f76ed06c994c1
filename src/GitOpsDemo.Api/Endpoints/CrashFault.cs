using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>The end of the process as a crash ends it: at once, without draining, with an exit code other than 0.</summary>
internal static class CrashFault
{
    public static Accepted Crash(HttpContext context)
    {
        // A closed connection has carried the answer; a completed response may still lie in a buffer.
        context.Response.Headers.Connection = "close";
        context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed
            .Register(() => Environment.FailFast("A crash was asked for by /faults/crash."));
        return TypedResults.Accepted((string?)null);
    }
}
