namespace GitOpsDemo.Delivery.Doctor;

/// <summary>What is needed for what was asked for.</summary>
/// <param name="Quick">What a look tells, within fractions of a second: a Deploy begins with it.</param>
/// <param name="Thorough">What takes an answer from far away, beside that.</param>
public sealed record Requirements(IReadOnlyList<IRequirement> Quick, IReadOnlyList<IRequirement> Thorough);
