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
    private const int Terminated = 143;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ctrl_C_ends_it_though_the_program_that_it_waits_for_takes_no_notice()
    {
        // Given an SDK that goes on after Ctrl-C
        var script = await GivenAsync(sdk: "trap true INT\n{0}\nsleep 5\n");

        // As in a terminal: in the background of a shell, where these tests may run, Ctrl-C is ignored.
        using var build = Process.Start(new ProcessStartInfo("setsid", ["env", "--default-signal=INT", script, "--target=Deploy"])
        {
            Environment = { ["PATH"] = SearchPath },
        })!;
        await Eventually.HoldsAsync(() => File.Exists(Calls), "the SDK is asked for its version");

        // When a terminal sends it to everything that runs in it
        using (var kill = Process.Start("kill", ["-INT", "--", $"-{build.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await build.WaitForExitAsync();

        // Then nothing more was run
        Assert.Equal(Interrupted, build.ExitCode);
        Assert.Equal("--version", Assert.Single(await File.ReadAllLinesAsync(Calls)));
    }

    [Fact]
    public async Task SIGTERM_while_the_host_is_compiled_ends_the_compiler_too_and_says_what_to_do_next()
    {
        // Given a compiler that takes its time
        var script = await GivenAsync(sdk: "{0}\n[ $1 != build ] || exec sleep 60\n");
        using var build = Process.Start(
            new ProcessStartInfo(script, ["--tree"]) { RedirectStandardError = true, Environment = { ["PATH"] = SearchPath } })!;
        await Eventually.HoldsAsync(
            () => File.Exists(Calls) && File.ReadAllText(Calls).Contains("Build.csproj", StringComparison.Ordinal), "it compiles");

        // When
        using (var kill = Process.Start("kill", ["-TERM", $"{build.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        // Then it ends, and so does the compiler, which has its error output too
        Assert.Contains(
            "SIGTERM ended it before the build itself ran", await build.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await build.WaitForExitAsync();
        Assert.Equal(Terminated, build.ExitCode);
    }

    [Fact]
    public async Task The_host_is_compiled_again_when_a_source_has_changed_or_come_or_gone_and_not_otherwise()
    {
        // Given
        var script = await GivenAsync(sdk: "{0}\n");
        var old = _folder.Write("build/Old.cs", "");

        // When, then
        Assert.True(await CompilesAsync(script), "there is none yet");
        Assert.False(await CompilesAsync(script), "nothing has changed");

        File.Delete(old);
        Assert.True(await CompilesAsync(script), "a source has gone");

        File.SetLastWriteTimeUtc(_folder.Write("build/New.cs", ""), DateTime.UnixEpoch);
        Assert.True(await CompilesAsync(script), "a source has come, from an archive with its date");

        File.SetLastWriteTimeUtc(_folder["build/New.cs"], DateTime.UtcNow.AddMinutes(1));
        Assert.True(await CompilesAsync(script), "a source has changed");
    }

    private string Calls => _folder["calls"];

    private string SearchPath => $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";

    /// <summary>The script, with sources beside it.</summary>
    /// <param name="sdk">A shell script in the place of the SDK; <c>{0}</c> in it notes how it was called.</param>
    private async Task<string> GivenAsync(string sdk)
    {
        var dotnet = _folder.Write("bin/dotnet", "#!/bin/sh\n" + sdk.Replace("{0}", $"echo \"$*\" >>'{Calls}'", StringComparison.Ordinal));
        var script = _folder.Write("build.sh", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build.sh")));
        foreach (var program in (string[])[dotnet, script])
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var source in (string[])["build/Build/Build.csproj", "global.json", "Directory.Build.props"])
        {
            _folder.Write(source, "");
        }

        return script;
    }

    /// <summary>Runs the script, and tells whether it had the host compiled.</summary>
    private async Task<bool> CompilesAsync(string script)
    {
        File.Delete(Calls);
        using var build = Process.Start(new ProcessStartInfo(script, ["--tree"]) { Environment = { ["PATH"] = SearchPath } })!;
        await build.WaitForExitAsync();
        Assert.Equal(0, build.ExitCode);
        return (await File.ReadAllLinesAsync(Calls)).Any(
            call => call.StartsWith("build build/Build/Build.csproj", StringComparison.Ordinal));
    }
}
