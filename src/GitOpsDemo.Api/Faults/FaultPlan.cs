namespace GitOpsDemo.Api.Faults;

/// <summary>What happens to requests that are not asking for a fault themselves.</summary>
/// <param name="ErrorRate">The share of requests that fail, from 0 to 1.</param>
/// <param name="Status">The status code that they fail with, from 400 to 599.</param>
/// <param name="DelayMilliseconds">How long every request waits first, from 0 to 60,000.</param>
internal sealed record FaultPlan(double ErrorRate = 0, int Status = 500, int DelayMilliseconds = 0)
{
    /// <summary>What is wrong with it, by field; empty when nothing is.</summary>
    public Dictionary<string, string[]> Errors()
    {
        var errors = new Dictionary<string, string[]>();
        if (!(ErrorRate is >= 0 and <= 1))
        {
            errors["errorRate"] = ["Allowed: a number from 0 to 1."];
        }

        if (Status is < 400 or > 599)
        {
            errors["status"] = ["Allowed: a status code from 400 to 599."];
        }

        if (DelayMilliseconds is < 0 or > FaultLimits.MostMilliseconds)
        {
            errors["delayMilliseconds"] = [$"Allowed: a whole number from 0 to {FaultLimits.MostMilliseconds}."];
        }

        return errors;
    }
}
