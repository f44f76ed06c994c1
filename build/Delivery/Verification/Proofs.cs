namespace GitOpsDemo.Delivery.Verification;

/// <summary>Several proofs, all of which are made whatever the first of them shows.</summary>
public static class Proofs
{
    /// <summary>Makes them. One that can't even be made hides the others no more than one that fails.</summary>
    /// <param name="proofs">Make the checks of a proof each.</param>
    /// <param name="add">Takes the checks of each as soon as they are there.</param>
    /// <exception cref="DeliveryException">Something is not proven; the message names all of it.</exception>
    public static async Task RunAsync(IEnumerable<Func<Task<IReadOnlyList<CheckResult>>>> proofs, Action<IReadOnlyList<CheckResult>> add)
    {
        var checks = new List<CheckResult>();
        var failures = new List<DeliveryException>();
        foreach (var proof in proofs)
        {
            try
            {
                var found = await proof();
                add(found);
                checks.AddRange(found);
            }
            catch (DeliveryException exception)
            {
                failures.Add(exception);
            }
        }

        if (CheckSummary.FailureOf(checks) is { } unproven)
        {
            failures.Insert(0, unproven);
        }

        switch (failures)
        {
            case [var only]:
                throw only;
            case [_, ..]:
                throw new DeliveryException(
                    string.Join(", and ", failures.Select(failure => failure.What)),
                    string.Join("; ", failures.Select(failure => failure.Why)),
                    string.Join("; ", failures.Select(failure => failure.Next).Distinct()));
        }
    }
}
