using GitOpsDemo.Api.Faults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>The plan of faults for the application's own requests.</summary>
internal static class PlanFault
{
    public static Ok<FaultPlan> Get(FaultInjector faults) => TypedResults.Ok(faults.Plan);

    public static Results<Ok<FaultPlan>, ValidationProblem> Put(FaultPlan plan, FaultInjector faults)
    {
        if (plan.Errors() is { Count: > 0 } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        faults.Plan = plan;
        return TypedResults.Ok(plan);
    }
}
