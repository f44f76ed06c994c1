using GitOpsDemo.Delivery.Images.Builders;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>A container engine, without which the SDK builds the image and the lab's replicas are processes.</summary>
/// <param name="engine">Is asked.</param>
/// <param name="isNeeded">Whether it can't be done without: the image is to be built with it, or this computer runs no Linux programs.</param>
public sealed class EngineRequirement(IContainerEngine engine, bool isNeeded) : IRequirement
{
    /// <inheritdoc/>
    public string Name => "container engine";

    /// <inheritdoc/>
    public string Needs => isNeeded ? "one that `docker version` reaches" : "nothing: the SDK builds the image without one";

    /// <inheritdoc/>
    public bool IsOptional => !isNeeded;

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken) =>
        await engine.VersionAsync(cancellationToken) is { } version
            ? $"engine {version}"
            : throw new DeliveryException("no container engine", "none answers `docker version`", "start one (DOCKER_HOST and `docker context` say which is asked)");
}
