using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Testing;

/// <summary>A container engine of which only its version is asked for.</summary>
/// <param name="version">The version; null when no engine answers.</param>
public sealed class SilentEngine(string? version) : IContainerEngine
{
    public Task<string?> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(version);

    public Task<string?> IdOfAsync(string image, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task LoadAsync(string archive, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task BuildAsync(EngineBuild build, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> PushAsync(
        ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
