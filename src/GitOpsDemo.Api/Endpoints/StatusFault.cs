using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>An answer with any final status code.</summary>
internal static class StatusFault
{
    public static Results<StatusCodeHttpResult, ProblemHttpResult> Answer(int code) => code switch
    {
        < 200 or > 599 => FaultProblem.NotBetween("code", code, 200, 599),
        < 400 => TypedResults.StatusCode(code),
        _ => TypedResults.Problem("This status code was asked for.", statusCode: code),
    };
}
