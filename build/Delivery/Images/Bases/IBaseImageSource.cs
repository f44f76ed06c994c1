namespace GitOpsDemo.Delivery.Images.Bases;

/// <summary>A way to get an image to build upon.</summary>
public interface IBaseImageSource
{
    /// <summary>What it would bring, for messages.</summary>
    string Name { get; }

    /// <summary>Brings the image.</summary>
    /// <exception cref="DeliveryException">It can't be had from here.</exception>
    Task<BaseImage> GetAsync(CancellationToken cancellationToken);
}
