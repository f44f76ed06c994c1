using GitOpsDemo.Delivery.Images.Builders;

namespace GitOpsDemo.Delivery.Lab.Replicas;

/// <summary>Chooses how pods run: as containers where an engine answers, as processes on Linux where none does.</summary>
public sealed class ReplicaRuntimes(IContainerEngine engine, ContainerRuntime containers, ProcessRuntime processes)
{
    /// <summary>The way that pods run on this computer.</summary>
    /// <exception cref="DeliveryException">There is none.</exception>
    public async Task<IReplicaRuntime> ChooseAsync(CancellationToken cancellationToken)
    {
        if (await engine.VersionAsync(cancellationToken) is not null)
        {
            return containers;
        }

        return OperatingSystem.IsLinux()
            ? processes
            : throw new DeliveryException(
                "no replica can run in the lab", "the image is for Linux, and no container engine answers here", "start a container engine such as Docker Desktop");
    }

    /// <summary>Ends every container of the lab, where an engine answers.</summary>
    public async Task RemoveContainersAsync(CancellationToken cancellationToken)
    {
        if (await engine.VersionAsync(cancellationToken) is not null)
        {
            await containers.RemoveAllAsync(cancellationToken);
        }
    }
}
