namespace GitOpsDemo.Delivery.Verification.Alertmanager;

/// <summary>An alert that Alertmanager has.</summary>
/// <param name="Labels">Its labels.</param>
public sealed record ArrivedAlert(IReadOnlyDictionary<string, string> Labels) : IAnswer
{
    /// <inheritdoc/>
    bool IAnswer.IsWhole => Labels?.Values.Contains(null) == false;
}
