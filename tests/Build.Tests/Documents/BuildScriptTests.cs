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
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

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
        await Eventually.HoldsAsync(() => File.Exists(Calls), "the SDK compiles");

        // When a terminal sends it to everything that runs in it
        using (var kill = Process.Start("kill", ["-INT", "--", $"-{build.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await build.WaitForExitAsync();

        // Then nothing more was run
        Assert.Equal(Interrupted, build.ExitCode);
        Assert.StartsWith("build ", Assert.Single(await File.ReadAllLinesAsync(Calls)), StringComparison.Ordinal);
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
    public async Task It_runs_the_build_of_its_own_checkout_through_a_link_and_whatever_CDPATH_names()
    {
        // Given another folder of the same name, which CDPATH leads to
        await GivenAsync(sdk: "{0}\n");
        Directory.CreateDirectory(_folder["elsewhere/bin"]);
        File.CreateSymbolicLink(_folder["bin/deploy"], _folder["build.sh"]);

        using var build = Process.Start(new ProcessStartInfo("bash", ["bin/deploy", "--tree"])
        {
            WorkingDirectory = _folder.Path,
            Environment = { ["PATH"] = SearchPath, ["CDPATH"] = _folder["elsewhere"] },
        })!;
        await build.WaitForExitAsync();

        Assert.Equal(0, build.ExitCode);
        Assert.Equal(
            $"{_folder["build/Build/bin/host/bin/Build/release/Build.dll"]} --tree", (await File.ReadAllLinesAsync(Calls))[^1]);
        Assert.Empty(Directory.GetDirectories(_folder["bin"]));
    }

    [Fact]
    public async Task Without_HOME_programs_get_that_of_the_user_and_keep_nothing_in_the_checkout()
    {
        var script = await GivenAsync(sdk: $"echo \"$HOME\" >'{Calls}'\n");

        var start = new ProcessStartInfo(script, ["--tree"]) { Environment = { ["PATH"] = SearchPath } };
        start.Environment.Remove("HOME");
        using var build = Process.Start(start)!;
        await build.WaitForExitAsync();

        Assert.True(Path.IsPathRooted((await File.ReadAllTextAsync(Calls)).Trim()));
    }

    [Fact]
    public async Task An_SDK_that_is_there_and_does_not_run_is_not_said_to_be_missing()
    {
        await GivenAsync(sdk: "echo 'Couldn''t find a valid ICU package' >&2\nexit 134\n");

        var (exitCode, error) = await RunAsync("build.sh");

        Assert.Equal(1, exitCode);
        Assert.Contains("valid ICU package", error, StringComparison.Ordinal);
        Assert.Contains("build.sh: dotnet does not run. Next: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkout_that_can_not_be_written_is_told_as_that()
    {
        await GivenAsync(sdk: "{0}\n");
        _folder.Write("artifacts", "a file in the place of the folder");

        var (exitCode, error) = await RunAsync("build.sh");

        Assert.Equal(1, exitCode);
        Assert.Contains($"it is compiled below {_folder.Path}. Next: ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Calls), "the SDK was asked for nothing");
    }

    [Fact]
    public Task The_host_is_compiled_when_it_is_not_there_or_says_that_it_is_not_current() => CompilesWhenNotCurrentAsync("build.sh");

    [FactWithTool("pwsh")]
    public Task The_host_is_compiled_when_it_is_not_there_or_says_that_it_is_not_current_in_PowerShell() =>
        CompilesWhenNotCurrentAsync("build.ps1");

    private async Task CompilesWhenNotCurrentAsync(string script)
    {
        // Given a host that says what a file says
        await GivenAsync(sdk: "{0}\n[ \"$2\" != --is-current ] || exec sh '" + _folder.Write("answer", "exit 0") + "'\n");
        await AddAsync(script);

        // When, then
        Assert.True(await CompilesAsync(script), "there is none yet");

        _folder.Write("build/Build/bin/host/bin/Build/release/Build.dll", "");
        Assert.False(await CompilesAsync(script), "it is current");

        _folder.Write("answer", "exit 1");
        Assert.True(await CompilesAsync(script), "a source has changed");
        Assert.EndsWith("Build.dll --tree", (await File.ReadAllLinesAsync(Calls))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public Task Without_an_SDK_it_says_in_one_line_which_one_to_install() => SaysWhichSdkAsync("build.sh");

    [FactWithTool("pwsh")]
    public Task Without_an_SDK_it_says_in_one_line_which_one_to_install_in_PowerShell() => SaysWhichSdkAsync("build.ps1");

    private async Task SaysWhichSdkAsync(string script)
    {
        await GivenAsync(sdk: "exit 1\n");
        await AddAsync(script);
        _folder.Write("global.json", """{ "sdk": { "version": "10.0.100" } }""");

        var (exitCode, error) = await RunAsync(script);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"{script}: no .NET SDK 10.0.100 or later of its kind (global.json) is on PATH. "
                + "Next: install it (https://dot.net/download), then run this again.",
            error.Trim());
    }

    [Fact]
    public Task A_host_that_does_not_compile_says_why_and_runs_nothing() => SaysWhyNotAsync("build.sh");

    [FactWithTool("pwsh")]
    public Task A_host_that_does_not_compile_says_why_and_runs_nothing_in_PowerShell() => SaysWhyNotAsync("build.ps1");

    private async Task SaysWhyNotAsync(string script)
    {
        await GivenAsync(sdk: "{0}\n[ $1 != build ] || { echo 'Program.cs(1,1): error CS1002'; exit 1; }\n");
        await AddAsync(script);

        var (exitCode, error) = await RunAsync(script);

        Assert.Equal(1, exitCode);
        Assert.Contains("error CS1002", error, StringComparison.Ordinal);
        Assert.Contains($"{script}: the build project does not compile", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--tree", await File.ReadAllTextAsync(Calls), StringComparison.Ordinal);
    }

    private string Calls => _folder["calls"];

    private string SearchPath => $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";

    /// <summary>The script, with sources beside it.</summary>
    /// <param name="sdk">A shell script in the place of the SDK; <c>{0}</c> in it notes how it was called.</param>
    private async Task<string> GivenAsync(string sdk)
    {
        var dotnet = _folder.Write("bin/dotnet", "#!/bin/sh\n" + sdk.Replace("{0}", $"echo \"$*\" >>'{Calls}'", StringComparison.Ordinal));
        File.SetUnixFileMode(dotnet, Executable);
        foreach (var source in (string[])["build/Build/Build.csproj", "global.json", "Directory.Build.props"])
        {
            _folder.Write(source, "");
        }

        return await AddAsync("build.sh");
    }

    private async Task<string> AddAsync(string name)
    {
        var script = _folder.Write(name, await File.ReadAllTextAsync(Path.Combine(Repository.Root, name)));
        File.SetUnixFileMode(script, Executable);
        return script;
    }

    /// <summary>Runs the script, and returns whether it had the host compiled.</summary>
    private async Task<bool> CompilesAsync(string script)
    {
        File.Delete(Calls);
        Assert.Equal((0, ""), await RunAsync(script));
        return (await File.ReadAllLinesAsync(Calls)).Any(
            call => call.StartsWith("build build/Build/Build.csproj", StringComparison.Ordinal));
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string script)
    {
        // PowerShell may itself be a .NET tool, which needs the real SDK to start.
        var command = $"$env:PATH = '{SearchPath}'; & '{_folder[script]}' --tree; exit $LASTEXITCODE";
        string[] shell = script.EndsWith(".ps1", StringComparison.Ordinal)
            ? [TestTools.Find("pwsh")!, "-NoProfile", "-Command", command]
            : ["env", $"PATH={SearchPath}", "bash", _folder[script], "--tree"];
        using var build = Process.Start(
            new ProcessStartInfo(shell[0], shell[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, error);
    }
}
