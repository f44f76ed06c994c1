using GitOpsDemo.Api.Lifecycle;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>What Kubernetes asks: is the process alive, does it want traffic.</summary>
internal static class Probes
{
    public static Ok<ProbeAnswer> Health(TimeProvider time) => TypedResults.Ok(new ProbeAnswer("healthy", Now(time)));

    public static Results<Ok<ProbeAnswer>, JsonHttpResult<ProbeAnswer>> Ready(Readiness readiness, TimeProvider time) =>
        readiness.ReasonAgainst is { } reason
            ? TypedResults.Json(
                new ProbeAnswer("not ready", Now(time), reason),
                ServiceJson.Default.ProbeAnswer,
                statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(new ProbeAnswer("ready", Now(time)));

    private static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeSeconds();
}
