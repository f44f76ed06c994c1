namespace GitOpsDemo.Delivery;

/// <summary>An API that proof is asked of.</summary>
public enum ServiceApi
{
    /// <summary>Prometheus.</summary>
    Prometheus,

    /// <summary>Alertmanager.</summary>
    Alertmanager,

    /// <summary>Grafana; the lab has none.</summary>
    Grafana,

    /// <summary>Loki; the lab has none.</summary>
    Loki,

    /// <summary>Argo CD's server; the lab has none.</summary>
    ArgoCd,
}
