namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>The clone that the story happens in.</summary>
public sealed class LabStoryFixture : IAsyncLifetime
{
    /// <summary>The clone.</summary>
    public Checkout Clone { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => Clone = await Checkout.MakeAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Clone.DisposeAsync();
}
