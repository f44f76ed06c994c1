using GitOpsDemo.Api.Faults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>Memory that is used and not given back.</summary>
internal static class MemoryFault
{
    public static Results<Ok<MemoryAnswer>, ProblemHttpResult> Hold(int mebibytes, HeldMemory memory) =>
        mebibytes > 0 && memory.TryHold(mebibytes)
            ? TypedResults.Ok(new MemoryAnswer(memory.Mebibytes))
            : FaultProblem.NotBetween("mebibytes", mebibytes, 1, FaultLimits.MostMebibytes - memory.Mebibytes);

    public static Ok<MemoryAnswer> Release(HeldMemory memory)
    {
        memory.Release();
        return TypedResults.Ok(new MemoryAnswer(memory.Mebibytes));
    }
}
