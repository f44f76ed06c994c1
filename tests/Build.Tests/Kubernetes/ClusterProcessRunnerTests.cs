using System.Runtime.Versioning;
using Cake.CommandLine;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Kubernetes;

[Trait(Traits.Category, Traits.Integration)]
[UnsupportedOSPlatform("windows")]
public sealed class ClusterProcessRunnerTests
{
    private readonly ClusterProcessRunner _runner = new(
        new CakeEnvironment(new CakePlatform(), new CakeRuntime()), Substitute.For<ICakeLog>());
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_program_gets_its_input_and_variables_and_none_of_the_secrets_of_the_build()
    {
        var settings = Settings("cat; env", new() { ["HELM_REPOSITORY_CACHE"] = "/cache" });
        settings.StandardInput = "the input\n"u8.ToArray();
        Environment.SetEnvironmentVariable(SecretVariables.GitOpsToken, "canary-4711");
        try
        {
            using var process = _runner.Start("sh", settings);
            await _closed.Task;

            Assert.True(process.WaitForExit(10_000));
            Assert.Equal(0, process.GetExitCode());
            Assert.Equal("the input", _output[0]);
            Assert.Contains("HELM_REPOSITORY_CACHE=/cache", _output);
            Assert.DoesNotContain(_output, line => line.Contains("canary", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable(SecretVariables.GitOpsToken, null);
        }
    }

    [Fact]
    public async Task A_program_that_is_asked_to_end_ends_by_itself()
    {
        using var process = _runner.Start(
            "sh", Settings("trap 'echo put back; exit 3' TERM; echo started; while :; do read -t 1 line || :; sleep 0.1; done"));
        await Eventually.HoldsAsync(() => _output.Contains("started"), "it runs");

        Assert.IsType<IStoppableProcess>(process, exactMatch: false).Stop();

        await _closed.Task;
        Assert.True(process.WaitForExit(10_000));
        Assert.Equal((3, "put back"), (process.GetExitCode(), _output[^1]));
    }

    [Fact]
    public void A_program_that_takes_too_long_is_ended()
    {
        using var process = _runner.Start(
            "sleep",
            new()
            {
                Arguments = new ProcessArgumentBuilder().Append("60"),
                RedirectedStandardOutputHandler = Hear,
                RedirectedStandardErrorHandler = _ => null,
            });

        Assert.False(process.WaitForExit(100));
        process.WaitForExit();
        Assert.NotEqual(0, process.GetExitCode());
    }

    private ProcessSettings Settings(string script, Dictionary<string, string>? variables = null) => new()
    {
        Arguments = new ProcessArgumentBuilder().Append("-c").AppendQuoted(script),
        EnvironmentVariables = variables,
        RedirectedStandardOutputHandler = Hear,
        RedirectedStandardErrorHandler = _ => null,
    };

    private string? Hear(string? line)
    {
        if (line is null)
        {
            _closed.TrySetResult();
        }
        else
        {
            _output.Add(line);
        }

        return null;
    }
}
