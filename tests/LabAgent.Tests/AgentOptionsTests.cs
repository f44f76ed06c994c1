namespace GitOpsDemo.LabAgent.Tests;

public sealed class AgentOptionsTests
{
    [Fact]
    public void Both_options_are_read_in_any_order()
    {
        Assert.True(AgentOptions.TryParse(["--port=9100", "--state=/lab/agent/state.json"], out var options));
        Assert.Equal(new AgentOptions("/lab/agent/state.json", 9100), options);
    }

    [Theory]
    [InlineData()]
    [InlineData("--port=9100")]
    [InlineData("--state=/x")]
    [InlineData("--state=", "--port=9100")]
    [InlineData("--state=/x", "--port=0")]
    [InlineData("--state=/x", "--port=65536")]
    [InlineData("--state=/x", "--port=http")]
    [InlineData("--state=/x", "--port=9100", "--other")]
    public void Anything_else_is_refused(params string[] arguments) => Assert.False(AgentOptions.TryParse(arguments, out _));
}
