namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>
/// A clone that delivers another service, with a name, a port, manifests, alerts and a dashboard of its own, by a settings file
/// (docs/your-service.md). The build itself is not compiled again.
/// </summary>
public sealed class HelloClone : IAsyncLifetime
{
    /// <summary>The clone.</summary>
    public Checkout Checkout { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Checkout = await Checkout.MakeAsync("--settings=samples/hello/configured.json");
        await Checkout.TakeOverAsync("build/Build/bin/host", ".tools/images");
    }

    public async Task DisposeAsync() => await Checkout.DisposeAsync();
}
