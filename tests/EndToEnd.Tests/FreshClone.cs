namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>A clone in which nothing was built yet.</summary>
public sealed class FreshClone : IAsyncLifetime
{
    /// <summary>The clone.</summary>
    public Checkout Checkout { get; private set; } = null!;

    public async Task InitializeAsync() => Checkout = await Checkout.MakeAsync();

    public async Task DisposeAsync() => await Checkout.DisposeAsync();
}
