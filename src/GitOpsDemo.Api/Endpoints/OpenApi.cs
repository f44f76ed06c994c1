using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>
/// The OpenAPI document, with the faults. It is a file that a test compares with the routes: generating it here would cost every
/// replica memory and start time.
/// </summary>
internal static class OpenApi
{
    public static FileStreamHttpResult Get() =>
        TypedResults.Stream(typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!, "application/json");
}
