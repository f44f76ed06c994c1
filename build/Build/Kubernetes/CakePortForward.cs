using Cake.Kubectl;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>A port forward of the Cake tools.</summary>
internal sealed class CakePortForward(PortForward forward) : IPortForward
{
    public int LocalPort => forward.LocalPort;

    public Task Ended => forward.Ended;

    public void Dispose() => forward.Dispose();
}
