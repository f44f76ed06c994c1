using System.Globalization;
using System.Runtime.Versioning;
using Cake.CommandLine;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Docker;
using Cake.Kubectl;
using GitOpsDemo.Testing;
using NSubstitute;

namespace Cake.Tools.Tests.CommandLine;

/// <summary>The same through Cake's own process runner, with a script in the tool's place.</summary>
[Trait(Traits.Category, Traits.Integration)]
[UnsupportedOSPlatform("windows")]
public sealed class RealProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _logged = [];

    [Theory]
    [InlineData("two words")]
    [InlineData("say \"hi\"")]
    [InlineData(@"C:\My Files\")]
    [InlineData("it's $HOME;`id`|*")]
    [InlineData("jsonpath={.items[?(@.type==\"Ready\")].status}")]
    [InlineData("")]
    public void A_value_arrives_as_it_was_given(string value)
    {
        var tool = Script("""for argument in "$@"; do echo "<$argument>"; done""");

        var output = Context().DockerInspect(new DockerInspectSettings { ToolPath = tool }, value, "last");

        Assert.Equal($"<inspect>\n<{value}>\n<last>", output);
    }

    [Fact]
    public void The_standard_input_arrives_whole()
    {
        var tool = Script("wc -c");
        var input = new string('x', 1_000_000);

        var output = Context().KubectlApplyWithResult(new KubectlApplySettings { ToolPath = tool, StandardInput = input });

        Assert.Equal("1000000", Assert.Single(output).Trim());
    }

    [Fact]
    public void A_tool_that_leaves_its_input_unread_tells_why()
    {
        var tool = Script("echo 'context was not found' >&2; exit 1");
        var settings = new KubectlApplySettings { ToolPath = tool, StandardInput = new string('x', 1_000_000) };

        var exception = Assert.Throws<ToolFailedException>(() => Context().KubectlApplyWithResult(settings));

        Assert.Equal("context was not found", exception.Error);
    }

    [Fact]
    public void A_tool_that_takes_too_long_is_ended_and_what_it_said_is_told()
    {
        var tool = Script("echo 'still looking' >&2; exec sleep 60");
        var settings = new DockerInspectSettings { ToolPath = tool, ToolTimeout = TimeSpan.FromMilliseconds(500) };

        var exception = Assert.Throws<ToolFailedException>(() => Context().DockerInspect(settings, "one"));

        Assert.EndsWith("it was ended after 0.5 s\n  still looking", exception.Message);
    }

    [Fact]
    public void A_tool_whose_run_is_cancelled_is_ended()
    {
        var tool = Script("echo started; exec sleep 60");
        using var cancellation = new CancellationTokenSource();
        var settings = new DockerInspectSettings
        {
            ToolPath = tool,
            CancellationToken = cancellation.Token,
            OnLine = _ => Task.Run(cancellation.Cancel),
        };

        var exception = Assert.Throws<ToolFailedException>(() => Context().DockerInspect(settings, "one"));

        Assert.Equal("docker inspect one", exception.CommandLine[^"docker inspect one".Length..]);
        Assert.StartsWith("exit code ", exception.Reason);
    }

    [Fact]
    public void What_a_tool_prints_is_in_no_log()
    {
        var tool = Script("echo canary; echo canary >&2");

        Context().DockerInspect(new DockerInspectSettings { ToolPath = tool }, "one");

        Assert.NotEmpty(_logged);
        Assert.DoesNotContain(_logged, line => line.Contains("canary"));
    }

    [Fact]
    public async Task A_port_forward_runs_until_it_is_disposed()
    {
        var tool = Script($"echo $$ > '{_folder["pid"]}'; echo 'Forwarding from 127.0.0.1:42175 -> 8080'; exec sleep 60");
        var settings = new KubectlPortForwardSettings { ToolPath = tool, Resource = "service/demo", Port = ":80" };

        var forward = Context().KubectlStartPortForward(settings);

        Assert.Equal(42175, forward.LocalPort);
        Assert.False(forward.Ended.IsCompleted);
        forward.Dispose();
        await forward.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        var pid = int.Parse(await File.ReadAllTextAsync(_folder["pid"]), CultureInfo.InvariantCulture);
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(pid));
    }

    [Fact]
    public void A_port_forward_that_cannot_start_tells_why()
    {
        var tool = Script("""echo 'Error from server (NotFound): services "demo" not found' >&2; exit 1""");
        var settings = new KubectlPortForwardSettings { ToolPath = tool, Resource = "service/demo", Port = ":80" };

        var exception = Assert.Throws<ToolFailedException>(() => Context().KubectlStartPortForward(settings));

        Assert.Contains("it ended before it listened", exception.Message);
        Assert.Equal("Error from server (NotFound): services \"demo\" not found", exception.Error);
    }

    public void Dispose() => _folder.Dispose();

    private FilePath Script(string body)
    {
        var path = _folder.Write("tool", $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private ICakeContext Context()
    {
        var log = Substitute.For<ICakeLog>();
        log.Verbosity.Returns(Verbosity.Diagnostic);
        log.When(call => call.Write(Arg.Any<Verbosity>(), Arg.Any<LogLevel>(), Arg.Any<string>(), Arg.Any<object[]>()))
            .Do(call => _logged.Add(string.Format(CultureInfo.InvariantCulture, call.Arg<string>(), call.Arg<object[]>())));
        var files = new FileSystem();
        var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        var context = Substitute.For<ICakeContext>();
        var configuration = Substitute.For<ICakeConfiguration>();
        context.FileSystem.Returns(files);
        context.Environment.Returns(environment);
        var runner = new ProcessRunner(files, environment, log, context.Tools, configuration);
        context.ProcessRunner.Returns(runner);
        return context;
    }
}
