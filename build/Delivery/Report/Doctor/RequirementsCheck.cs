namespace GitOpsDemo.Delivery.Report.Doctor;

/// <summary>Looks for every requirement, all at once, and says of each what was found, what is needed, and how to get it.</summary>
public sealed class RequirementsCheck(Lazy<Requirements> requirements, IDeliveryLog log, TimeProvider time)
{
    /// <summary>How long an answer may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Tells of every requirement.</summary>
    /// <exception cref="DeliveryException">Something is missing.</exception>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var diagnoses = await DiagnoseAsync([.. requirements.Value.Quick, .. requirements.Value.Thorough], cancellationToken);
        foreach (var diagnosis in diagnoses)
        {
            var mark = diagnosis switch { { IsObstacle: true } => "MISSING ", { Remedy: not null } => "not here", _ => "found   " };
            log.Information($"{mark}  {diagnosis}");
        }

        Require(diagnoses, obstacle => obstacle.Requirement.Name, separator: ", ", next: "get what is missing, then look again");
    }

    /// <summary>Requires what a quick look can check.</summary>
    /// <returns>How many requirements are met.</returns>
    /// <exception cref="DeliveryException">Something is missing: all of it is named.</exception>
    public async Task<int> RequireAsync(CancellationToken cancellationToken)
    {
        var diagnoses = await DiagnoseAsync(requirements.Value.Quick, cancellationToken);
        Require(
            diagnoses,
            obstacle => $"\n  {obstacle}",
            separator: "",
            next: "./build.sh --target=Doctor with the same options looks again, and further");
        return diagnoses.Count;
    }

    private static void Require(IReadOnlyList<Diagnosis> diagnoses, Func<Diagnosis, string> describe, string separator, string next)
    {
        if (diagnoses.Where(diagnosis => diagnosis.IsObstacle).ToList() is { Count: > 0 } obstacles)
        {
            throw new DeliveryException(
                $"{obstacles.Count} of {diagnoses.Count} requirements {(obstacles.Count == 1 ? "is" : "are")} not met",
                string.Join(separator, obstacles.Select(describe)),
                next);
        }
    }

    private async Task<IReadOnlyList<Diagnosis>> DiagnoseAsync(IReadOnlyList<IRequirement> wanted, CancellationToken cancellationToken) =>
        await Task.WhenAll(wanted.Select(requirement => DiagnoseAsync(requirement, cancellationToken)));

    private async Task<Diagnosis> DiagnoseAsync(IRequirement requirement, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return new(requirement, await requirement.FindAsync(linked.Token).WaitAsync(linked.Token), Remedy: null);
        }
        catch (DeliveryException exception)
        {
            return new(requirement, exception.Why, exception.Next);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(
                requirement,
                $"no answer within {Patience.TotalSeconds:0} s",
                "check whether this computer reaches it, through a proxy or a firewall");
        }
    }
}

/// <summary>One thing that a delivery needs, of this computer or of what it reaches.</summary>
public interface IRequirement
{
    /// <summary>What it is called, such as <c>git</c>.</summary>
    string Name { get; }

    /// <summary>What has to be there, such as <c>2.30 or newer</c>.</summary>
    string Needs { get; }

    /// <summary>Whether the delivery works without it too.</summary>
    bool IsOptional => false;

    /// <summary>Looks, and changes nothing.</summary>
    /// <returns>What was found.</returns>
    /// <exception cref="DeliveryException">
    /// It is missing or unusable: <see cref="DeliveryException.Why"/> is what was found instead, <see cref="DeliveryException.Next"/> how
    /// to get it.
    /// </exception>
    Task<string> FindAsync(CancellationToken cancellationToken);
}

/// <summary>What is needed for what was asked for.</summary>
/// <param name="Quick">What can be checked within fractions of a second: a Deploy begins with it.</param>
/// <param name="Thorough">What is asked of other computers besides.</param>
public sealed record Requirements(IReadOnlyList<IRequirement> Quick, IReadOnlyList<IRequirement> Thorough);

/// <summary>What came of looking for a requirement.</summary>
/// <param name="Requirement">What was looked for.</param>
/// <param name="Found">What was found, or what was found instead.</param>
/// <param name="Remedy">How to get it; null when it is there.</param>
public sealed record Diagnosis(IRequirement Requirement, string Found, string? Remedy)
{
    /// <summary>Whether a delivery can't be done without it.</summary>
    public bool IsObstacle => Remedy is not null && !Requirement.IsOptional;

    public override string ToString() =>
        $"{Requirement.Name}: {Found}; needs {Requirement.Needs}{(Remedy is null ? "" : $". To get it: {Remedy}")}";
}
