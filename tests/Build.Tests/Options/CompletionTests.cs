using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Options;

/// <summary>What the shells complete, asked of the shells themselves.</summary>
public sealed class CompletionTests
{
    private static readonly Completion Scripts = new(SampleSettings.Value, ["Deploy", "Diff", "Test"]);

    [Theory]
    [InlineData("--tar", "--target=")]
    [InlineData("--target =", "Deploy Diff Test")]
    [InlineData("--target = D", "Deploy Diff")]
    [InlineData("--environment = s", "staging")]
    [InlineData("--dry", "--dryrun")]
    [InlineData("--cluster-kind = k", "k3s kind")]
    [InlineData("--reason = x", "")]
    public async Task Bash_completes_options_and_their_values(string typed, string expected)
    {
        // bash has split the line already: '=' is a word of its own
        var script = $$"""
            {{Scripts.ScriptFor("bash")}}
            compopt() { :; }
            COMP_WORDS=(./build.sh {{typed}})
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _gitops_demo_build
            echo "${COMPREPLY[*]}"
            """;

        Assert.Equal(expected, (await RunAsync("bash", "-c", script)).Trim());
    }

    [Fact]
    public async Task Bash_takes_its_script()
    {
        using var folder = new TemporaryFolder();

        await RunAsync("bash", "-n", folder.Write("completion", Scripts.ScriptFor("bash")));
    }

    [FactWithTool("zsh")]
    public async Task Zsh_takes_its_script_and_knows_the_command()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("completion", Scripts.ScriptFor("zsh"));

        var known = await RunAsync(
            TestTools.Find("zsh")!, "-c", $"autoload -Uz compinit && compinit -u -D && . '{script}' && echo $_comps[build.sh]");

        Assert.Equal("_gitops_demo_build", known.Trim());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("pwsh")]
    public void Every_option_is_in_each_script(string shell)
    {
        var script = Scripts.ScriptFor(shell);

        Assert.All(KnownOptions.All, option => Assert.Contains($"--{option.Name}", script, StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments) =>
        (await new CommandRunner(new RecordingLog()).RunAsync(new Command(program, arguments))).Output;
}
