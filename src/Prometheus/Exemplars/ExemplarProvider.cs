namespace Prometheus;

/// <summary>Gives the exemplar of an event for which the caller gave none, or <see cref="Exemplar.None"/>.</summary>
public delegate Exemplar ExemplarProvider(Collector metric, double value);
