using GitOpsDemo.Delivery.Images.Registry;

namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>What the delivery needs of a container engine.</summary>
public interface IContainerEngine
{
    /// <summary>The engine's version; null when none answers.</summary>
    Task<string?> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Whether the engine has an image under this name.</summary>
    Task<bool> HasImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>Reads an image from an archive as <c>docker save</c> writes it.</summary>
    Task LoadAsync(string archive, CancellationToken cancellationToken);

    /// <summary>Builds an image from the <c>Dockerfile</c> in a folder.</summary>
    Task BuildAsync(EngineBuild build, CancellationToken cancellationToken);

    /// <summary>Pushes an image.</summary>
    /// <param name="image">What to push.</param>
    /// <param name="credentials">For its registry; the engine's own when null.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The first 12 digits of the content digests of the layers that had to be sent.</returns>
    Task<IReadOnlyList<string>> PushAsync(ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken);
}
