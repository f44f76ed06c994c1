using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>Refuses a fault that goes too far.</summary>
internal static class FaultProblem
{
    public static ProblemHttpResult NotBetween(string what, int value, int least, int most) =>
        TypedResults.Problem($"{what} is {value}. Allowed: {least} to {most}.", statusCode: StatusCodes.Status400BadRequest);
}
