namespace GitOpsDemo.Delivery.Doctor;

/// <summary>What came of looking for a requirement.</summary>
/// <param name="Requirement">What was looked for.</param>
/// <param name="Found">What was found, instead where it does not serve.</param>
/// <param name="Remedy">How to get it; null when it is there.</param>
public sealed record Diagnosis(IRequirement Requirement, string Found, string? Remedy)
{
    /// <summary>Whether a delivery can't be done for the lack of it.</summary>
    public bool IsObstacle => Remedy is not null && !Requirement.IsOptional;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Requirement.Name}: {Found}; needs {Requirement.Needs}{(Remedy is null ? "" : $". To get it: {Remedy}")}";
}
