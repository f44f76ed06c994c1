namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>Chooses the builder for <c>--image-builder</c>.</summary>
/// <param name="engine">Asked whether it can be reached.</param>
/// <param name="docker">The builder that uses it.</param>
/// <param name="sdk">The builder that needs none.</param>
/// <param name="log">Says which one it is.</param>
public sealed class ImageBuilders(IContainerEngine engine, IImageBuilder docker, IImageBuilder sdk, IDeliveryLog log)
{
    /// <summary>The builder of that name; <c>auto</c> is the engine's when one answers.</summary>
    /// <param name="name"><c>auto</c>, <c>docker</c> or <c>sdk</c>.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException"><c>docker</c> is asked for and no engine answers.</exception>
    public async Task<IImageBuilder> ChooseAsync(string name, CancellationToken cancellationToken)
    {
        if (name == sdk.Name)
        {
            return sdk;
        }

        if (await engine.VersionAsync(cancellationToken) is { } version)
        {
            log.Detail($"container engine {version} answers");
            return docker;
        }

        return name == docker.Name
            ? throw new DeliveryException(
                "no image can be built with a container engine",
                "`docker version` finds none",
                "start the engine, or use --image-builder=sdk")
            : sdk;
    }
}
