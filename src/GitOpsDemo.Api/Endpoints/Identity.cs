using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>Who am I.</summary>
internal static class Identity
{
    public static Ok<ServiceIdentity> Get(ServiceIdentity identity) => TypedResults.Ok(identity);

    public static Ok<BuildIdentity> Version(BuildIdentity build) => TypedResults.Ok(build);
}
