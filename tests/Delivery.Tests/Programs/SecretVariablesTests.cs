using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs;

/// <summary>No program gets a secret that it was not given.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class SecretVariablesTests : IDisposable
{
    private const string Canary = "canary-value-of-a-secret";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public SecretVariablesTests() => Set(Canary);

    public void Dispose()
    {
        Set(null);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_program_that_runs_to_its_end_does_not_inherit_them()
    {
        var run = await new CommandRunner(_log).RunAsync(new Command("env"));

        Assert.DoesNotContain(Canary, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_given_one_has_that_one_alone()
    {
        var run = await new CommandRunner(_log).RunAsync(
            new Command("env") { Environment = new Dictionary<string, string?> { ["REGISTRY_PASSWORD"] = Canary } });

        Assert.Single(run.Output.Split('\n'), line => line.Contains(Canary, StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_outlives_the_build_does_not_inherit_them()
    {
        var processes = new BackgroundProcesses(_folder.Path, new Wait(_log, TimeProvider.System));

        var started = await processes.StartAsync("env", new Command("env"), default);
        await Eventually.HoldsAsync(() => !started.IsRunning, "it has ended");

        Assert.Contains("PATH=", await File.ReadAllTextAsync(started.LogFile), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, await File.ReadAllTextAsync(started.LogFile), StringComparison.Ordinal);
    }

    private static void Set(string? value)
    {
        foreach (var name in SecretVariables.Names)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
