namespace GitOpsDemo.LabAgent.Tests;

public sealed class AgentOptionsTests
{
    [Fact]
    public void All_options_are_read_in_any_order()
    {
        Assert.True(AgentOptions.TryParse(["--port=9100", "--page=3000", "--state=/lab/agent/state.json"], out var options));
        Assert.Equal([3000, 9100], options.Ports);
        Assert.Equal(new AgentOptions("/lab/agent/state.json", 9100, 3000), options);
    }

    [Theory]
    [InlineData()]
    [InlineData("--port=9100", "--page=3000")]
    [InlineData("--state=/x", "--port=9100")]
    [InlineData("--state=", "--port=9100", "--page=3000")]
    [InlineData("--state=/x", "--port=0", "--page=3000")]
    [InlineData("--state=/x", "--port=65536", "--page=3000")]
    [InlineData("--state=/x", "--port=9100", "--page=http")]
    [InlineData("--state=/x", "--port=9100", "--page=3000", "--other")]
    public void Anything_else_is_refused(params string[] arguments) => Assert.False(AgentOptions.TryParse(arguments, out _));
}
