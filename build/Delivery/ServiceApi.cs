namespace GitOpsDemo.Delivery;

/// <summary>An API that proof is asked of.</summary>
public enum ServiceApi
{
    /// <summary>Prometheus.</summary>
    Prometheus,

    /// <summary>Alertmanager.</summary>
    Alertmanager,
}
