namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A rule: an alert, or a recorded series.</summary>
/// <param name="Alert">The alert's name, or null for a recording rule.</param>
/// <param name="Record">The recorded series' name, or null for an alert.</param>
/// <param name="Expression">The PromQL expression, exactly as written.</param>
/// <param name="For">How long the expression must hold before the alert fires; 0 when not said.</param>
/// <param name="KeepFiringFor">How long the alert stays after the expression holds no more; 0 when not said.</param>
/// <param name="Labels">Labels that the alert or the series gets.</param>
/// <param name="Annotations">Texts for people, as templates.</param>
public sealed record Rule(
    string? Alert,
    string? Record,
    string Expression,
    TimeSpan For,
    TimeSpan KeepFiringFor,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>The alert's or the series' name.</summary>
    public string Name => Alert ?? Record!;
}
