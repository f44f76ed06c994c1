namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>Makes the service's image and brings it to a registry.</summary>
public interface IImageBuilder
{
    /// <summary>The value of <c>--image-builder</c> that stands for it.</summary>
    string Name { get; }

    /// <summary>Makes the image on this computer.</summary>
    Task BuildAsync(ImageRequest request, CancellationToken cancellationToken);

    /// <summary>Pushes the image that was made last, and reads back what the registry then has.</summary>
    /// <param name="image">The repository and tag that it was built for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task<PushedImage> PushAsync(ImageReference image, CancellationToken cancellationToken);
}
