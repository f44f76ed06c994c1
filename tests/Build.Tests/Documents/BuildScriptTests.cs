using System.Diagnostics;
using System.Runtime.Versioning;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Documents;

/// <summary>What <c>build.sh</c> does before the build itself runs.</summary>
[Trait(Traits.Category, Traits.Integration)]
[UnsupportedOSPlatform("windows")]
public sealed class BuildScriptTests : IDisposable
{
    private const int Interrupted = 130;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ctrl_C_ends_it_though_the_program_that_it_waits_for_takes_no_notice()
    {
        // Given an SDK that goes on after Ctrl-C
        var calls = _folder["calls"];
        var dotnet = _folder.Write("bin/dotnet", $"#!/bin/sh\ntrap true INT\necho \"$*\" >>'{calls}'\nsleep 5\nexit 0\n");
        var script = _folder.Write("build.sh", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build.sh")));
        foreach (var program in (string[])[dotnet, script])
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // As in a terminal: in the background of a shell, where these tests may run, Ctrl-C is ignored.
        using var build = Process.Start(new ProcessStartInfo("setsid", ["env", "--default-signal=INT", script, "--target=Deploy"])
        {
            Environment = { ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        await Eventually.HoldsAsync(() => File.Exists(calls), "the SDK is asked for its version");

        // When a terminal sends it to everything that runs in it
        using (var kill = Process.Start("kill", ["-INT", "--", $"-{build.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await build.WaitForExitAsync();

        // Then nothing more was run
        Assert.Equal(Interrupted, build.ExitCode);
        Assert.Equal("--version", Assert.Single(await File.ReadAllLinesAsync(calls)));
    }
}
