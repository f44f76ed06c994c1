namespace GitOpsDemo.Delivery.Images.Bases;

/// <summary>The packages of the distribution that this computer runs, without installing them.</summary>
public interface IDistributionPackages
{
    /// <summary>Whether this computer runs such a distribution, on the processor that images are made for.</summary>
    bool IsAvailable { get; }

    /// <summary>Brings packages and unpacks their files into one folder; nothing of them is run.</summary>
    /// <exception cref="DeliveryException">A package is unknown or can't be downloaded.</exception>
    Task UnpackAsync(IReadOnlyList<string> packages, string folder, CancellationToken cancellationToken);
}
