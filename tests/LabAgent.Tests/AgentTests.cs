namespace GitOpsDemo.LabAgent.Tests;

/// <summary>Tests of an agent, with a backend that runs for its pods.</summary>
public abstract class AgentTests : IAsyncLifetime
{
    private protected RunningAgent Agent { get; private set; } = null!;

    private protected Backend Backend { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Agent = await RunningAgent.StartAsync();
        Backend = await Backend.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Backend.DisposeAsync();
    }
}
