namespace Prometheus;

/// <summary>An exemplar with its event.</summary>
/// <param name="Exemplar">The labels.</param>
/// <param name="Value">What was counted or observed.</param>
/// <param name="Timestamp">Seconds since the Unix epoch.</param>
internal sealed record RecordedExemplar(Exemplar Exemplar, double Value, double Timestamp);
