using GitOpsDemo.Api.Lifecycle;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>Lets an operator take a replica out of traffic and back.</summary>
internal static class Switches
{
    public static NoContent Disable(Readiness readiness)
    {
        readiness.Disable();
        return TypedResults.NoContent();
    }

    public static NoContent Enable(Readiness readiness)
    {
        readiness.Enable();
        return TypedResults.NoContent();
    }
}
