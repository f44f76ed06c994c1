using System.Diagnostics;
using GitOpsDemo.Api.Faults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>A processor that is kept busy.</summary>
internal static class CpuFault
{
    public static Results<NoContent, ProblemHttpResult> Burn(int milliseconds, CancellationToken aborted)
    {
        if (milliseconds is < 0 or > FaultLimits.MostMilliseconds)
        {
            return FaultProblem.NotBetween("milliseconds", milliseconds, 0, FaultLimits.MostMilliseconds);
        }

        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < milliseconds && !aborted.IsCancellationRequested)
        {
            Thread.SpinWait(1000);
        }

        return TypedResults.NoContent();
    }
}
