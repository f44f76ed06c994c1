using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>What Kubernetes asks: is the process alive, does it want traffic.</summary>
internal static class Probes
{
    public static Ok<ProbeAnswer> Health(TimeProvider time) => TypedResults.Ok(new ProbeAnswer("healthy", Now(time)));

    public static Results<Ok<ProbeAnswer>, JsonHttpResult<ProbeAnswer>> Ready(Readiness readiness, TimeProvider time) =>
        readiness.IsReady
            ? TypedResults.Ok(new ProbeAnswer("ready", Now(time)))
            : TypedResults.Json(new ProbeAnswer("not ready", Now(time)), statusCode: StatusCodes.Status503ServiceUnavailable);

    private static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeSeconds();
}
