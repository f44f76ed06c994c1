using GitOpsDemo.Api.Faults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>An answer that takes its time.</summary>
internal static class DelayFault
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Answer(int milliseconds, TimeProvider time, CancellationToken aborted)
    {
        if (milliseconds is < 0 or > FaultLimits.MostMilliseconds)
        {
            return FaultProblem.NotBetween("milliseconds", milliseconds, 0, FaultLimits.MostMilliseconds);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, aborted);
        return TypedResults.NoContent();
    }
}
