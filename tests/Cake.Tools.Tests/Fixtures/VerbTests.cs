using Cake.CommandLine;
using Cake.Core;

namespace Cake.Tools.Tests.Fixtures;

/// <summary>What holds for every verb of every tool.</summary>
/// <typeparam name="TSettings">The settings of the verb.</typeparam>
/// <param name="tool">The tool's name.</param>
public abstract class VerbTests<TSettings>(string tool)
    where TSettings : CommandLineSettings
{
    private readonly ToolFixture _fixture = new(tool);

    private protected ICakeContext Context => _fixture.Context;

    private protected ScriptedProcessRunner Processes => _fixture.Processes;

    /// <summary>Settings with nothing set but what has to be.</summary>
    protected abstract TSettings Minimal { get; }

    /// <summary>The line that these settings give.</summary>
    protected abstract string MinimalLine { get; }

    /// <summary>Settings with everything set.</summary>
    protected abstract TSettings Full { get; }

    /// <summary>The line that these settings give.</summary>
    protected abstract string FullLine { get; }

    /// <summary>What the tool prints when all is well.</summary>
    protected virtual string[] GoodOutput => [];

    /// <summary>Calls the alias.</summary>
    protected abstract void Invoke(ICakeContext context, TSettings settings);

    [Fact]
    public void Settings_are_needed()
    {
        var exception = Assert.Throws<ArgumentNullException>(() => Invoke(Context, null!));

        Assert.Equal("settings", exception.ParamName);
    }

    [Fact]
    public void A_tool_that_is_not_there_is_named()
    {
        _fixture.HasTool = false;

        var exception = Assert.Throws<CakeException>(() => Invoke(Context, Minimal));

        Assert.Equal($"{tool}: Could not locate executable.", exception.Message);
    }

    [Fact]
    public void A_tool_that_does_not_start_is_named()
    {
        Processes.Starts = false;

        var exception = Assert.Throws<CakeException>(() => Invoke(Context, Minimal));

        Assert.Equal($"{tool}: Process was not started.", exception.Message);
    }

    [Fact]
    public void A_failure_tells_the_command_and_the_reason_that_the_tool_gives()
    {
        Processes.ExitCode = 3;
        Processes.Error = ["the cluster is on fire"];

        var exception = Assert.Throws<ToolFailedException>(() => Invoke(Context, Minimal));

        Assert.StartsWith($"`{MinimalLine}` failed: ", exception.Message);
        Assert.EndsWith("\n  the cluster is on fire", exception.Message);
        Assert.Equal("the cluster is on fire", exception.Error);
    }

    [Fact]
    public void Only_what_is_set_becomes_an_argument()
    {
        Processes.Output = GoodOutput;

        Invoke(Context, Minimal);

        Assert.Equal(MinimalLine, Processes.Line);
    }

    [Fact]
    public void All_that_is_set_becomes_an_argument()
    {
        Processes.Output = GoodOutput;

        Invoke(Context, Full);

        Assert.Equal(FullLine, Processes.Line);
    }

    /// <summary>Checks that the alias refuses settings, or arguments, which lack something.</summary>
    private protected void AssertMissing(string name, Action call)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(call);

        Assert.EndsWith(name, exception.ParamName);
        Assert.Null(Processes.Line);
    }
}
