using Cake.CommandLine;
using Cake.Core;
using Cake.Docker;
using Cake.Tools.Tests.Fixtures;

namespace Cake.Tools.Tests.CommandLine;

/// <summary>What every tool has from its base, shown with <c>docker inspect</c>.</summary>
public sealed class RunTests
{
    private readonly ToolFixture _fixture = new("docker");
    private readonly DockerInspectSettings _settings = new();

    private ScriptedProcessRunner Processes => _fixture.Processes;

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("\"", "\"\\\"\"")]
    [InlineData(@"back\slash", @"back\slash")]
    [InlineData(@"C:\My Files\", @"""C:\My Files\\""")]
    [InlineData("a\ttab", "\"a\ttab\"")]
    [InlineData("it's", "it's")]
    [InlineData("$HOME;`id`|*", "$HOME;`id`|*")]
    public void A_value_is_one_argument_whatever_is_in_it(string value, string expected)
    {
        Inspect(value, "last");

        Assert.Equal($"docker inspect {expected} last", Processes.Line);
    }

    [Fact]
    public void The_exit_code_is_told_with_the_failure()
    {
        Processes.ExitCode = 125;

        var exception = Assert.Throws<ToolFailedException>(() => Inspect("one"));

        Assert.Equal("`docker inspect one` failed: exit code 125", exception.Message);
    }

    [Fact]
    public void A_tool_that_complains_on_its_standard_output_is_heard_too()
    {
        Processes.ExitCode = 1;
        Processes.Output = ["no such object: one"];

        var exception = Assert.Throws<ToolFailedException>(() => Inspect("one"));

        Assert.EndsWith("\n  no such object: one", exception.Message);
    }

    [Fact]
    public void Of_a_long_complaint_the_message_has_the_end_and_the_error_has_all()
    {
        Processes.ExitCode = 1;
        Processes.Error = [.. Enumerable.Range(1, 30).Select(line => $"line {line}")];

        var exception = Assert.Throws<ToolFailedException>(() => Inspect("one"));

        Assert.Equal(12, exception.Message.Split('\n').Length - 1);
        Assert.EndsWith("\n  line 29\n  line 30", exception.Message);
        Assert.StartsWith("line 1\nline 2\n", exception.Error);
    }

    [Fact]
    public void An_exit_code_that_the_caller_handles_is_no_failure()
    {
        Processes.ExitCode = 1;
        _settings.HandleExitCode = exitCode => exitCode == 1;

        Assert.Equal("", Inspect("one"));
    }

    [Fact]
    public void A_tool_that_takes_too_long_is_ended()
    {
        Processes.Ends = false;
        Processes.Error = ["still looking"];
        _settings.ToolTimeout = TimeSpan.FromSeconds(1.5);

        var exception = Assert.Throws<ToolFailedException>(() => Inspect("one"));

        Assert.Equal("`docker inspect one` failed: it was ended after 1.5 s\n  still looking", exception.Message);
    }

    [Fact]
    public void A_tool_that_ends_before_it_has_read_its_input_tells_why()
    {
        Processes.ReadsItsInput = false;
        Processes.Error = ["no configuration"];

        var exception = Assert.Throws<ToolFailedException>(() => Inspect("one"));

        Assert.Equal("`docker inspect one` failed: it ended without reading its input\n  no configuration", exception.Message);
    }

    [Fact]
    public void Lines_are_told_as_they_come()
    {
        var lines = new List<string>();
        Processes.Output = ["one"];
        Processes.Error = ["two"];
        _settings.OnLine = lines.Add;

        Assert.Equal("one", Inspect("one"));

        Assert.Equal(["one", "two"], lines);
    }

    [Fact]
    public void A_tool_that_is_given_no_input_gets_an_empty_one_and_waits_for_nobody()
    {
        Inspect("one");

        Assert.Equal("", Processes.StandardInput);
    }

    [Fact]
    public void Arguments_can_be_customised()
    {
        _settings.ArgumentCustomization = arguments => arguments.Append("--size");

        Inspect("one");

        Assert.Equal("docker inspect one --size", Processes.Line);
    }

    private string Inspect(params string[] names) => _fixture.Context.DockerInspect(_settings, names);
}
