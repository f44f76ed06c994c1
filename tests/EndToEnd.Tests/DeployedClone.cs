namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>A clone whose lab is up, made quickly: the build itself is not compiled again.</summary>
public sealed class DeployedClone : IAsyncLifetime
{
    /// <summary>The clone.</summary>
    public Checkout Checkout { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Checkout = await Checkout.MakeAsync();
        await Checkout.TakeOverAsync("build/Build/bin/host", ".tools/images");
        var run = await Checkout.BuildAsync("--target=Deploy");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Checkout.DisposeAsync();
}
