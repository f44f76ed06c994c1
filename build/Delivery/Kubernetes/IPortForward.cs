namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>A port of 127.0.0.1 that leads into the cluster until this is disposed.</summary>
public interface IPortForward : IDisposable
{
    /// <summary>The local port.</summary>
    int LocalPort { get; }

    /// <summary>Completes when it does not lead anywhere any more: its pod is gone.</summary>
    Task Ended { get; }
}
