using GitOpsDemo.Build.Output;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Output;

/// <summary>
/// What a person sees of the real program, and what a log file gets of it. The terminal is made by util-linux, which setsid is of too.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class HostTests
{
    [FactWithTool("script", "setsid")]
    public async Task On_a_terminal_of_80_columns_the_task_is_in_view_fits_and_is_gone_at_the_end()
    {
        // When
        using var host = RunningHost.StartOnTerminal(80, "", "--target=Status", "--watch=1s");
        var exitCode = await host.EndAsync();

        // Then it was in view
        Assert.True(exitCode == 0, host.Said);
        Assert.Matches(@"▸(\e\[\d+m| )+Status", host.Said);

        // And no line is wider than the terminal, each sequence is one that our own terminal knows, so the cursor was never hidden
        Assert.All(
            host.Said.Split('\n'), line => Assert.InRange(TerminalText.Length(line.Replace("\r", "", StringComparison.Ordinal)), 0, 80));
        var screen = Screen(host);

        // And the view has left what was said, the table (which may end with an empty line), and the cursor below
        Assert.DoesNotContain("▸", screen.Text, StringComparison.Ordinal);
        Assert.Matches(@"(?s)^Status for dev\nStatus\n  environment .*\n +Task +Duration +Status\n.*Total:", screen.Text);
        var rows = screen.Text.Split('\n').Length;
        Assert.InRange(screen.CursorRow, rows, rows + 1);
    }

    [FactWithTool("script", "setsid")]
    public async Task With_NO_COLOR_the_task_is_in_view_without_a_colour()
    {
        using var host = RunningHost.StartOnTerminal(80, "NO_COLOR=1", "--target=Status", "--watch=1s");

        Assert.Equal(0, await host.EndAsync());
        Assert.Contains("▸ Status", host.Said, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\e\[[0-9;]*m", host.Said);
    }

    [FactWithTool("script", "setsid")]
    public async Task A_person_who_wants_plain_lines_and_CI_get_no_picture()
    {
        using var asked = RunningHost.StartOnTerminal(80, "", "--target=Status", "--no-progress");
        using var ci = RunningHost.StartOnTerminal(80, "CI=true", "--target=Status");

        foreach (var host in (RunningHost[])[asked, ci])
        {
            var exitCode = await host.EndAsync();
            Assert.True(exitCode == 0, host.Said);
        }

        Assert.All([asked.Said, ci.Said], said => Assert.DoesNotMatch(@"▸|\e\[\d*[AJK]", said));
    }

    [Fact]
    public async Task Without_a_terminal_there_is_no_control_character_and_what_is_shown_again_and_again_stands_once()
    {
        using var host = RunningHost.Start("--target=Status", "--watch=3s");

        Assert.Equal(0, await host.EndAsync());
        Assert.DoesNotContain(host.Said, letter => char.IsControl(letter) && letter is not ('\n' or '\r'));

        // A lab that this checkout has may change meanwhile
        var shown = host.Said.Split("\nenvironment")[1..].Select(text => text.Split("\n\n")[0].TrimEnd()).ToList();
        Assert.NotEmpty(shown);
        Assert.DoesNotContain(shown.Zip(shown.Skip(1)), pair => pair.First == pair.Second);
    }

    [Fact]
    public async Task An_interrupted_build_says_what_was_under_way_and_what_to_do_next()
    {
        // Given
        using var host = RunningHost.Start("--target=Status", "--watch=10m");
        await Eventually.HoldsAsync(
            () => host.Said.Contains("environment", StringComparison.Ordinal), "it watches", TimeSpan.FromMinutes(1));

        // When
        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{host.ProcessId}"]))
        {
            await kill.WaitForExitAsync();
        }

        // Then
        Assert.Equal(1, await host.EndAsync());
        Assert.Contains(
            "Status was interrupted: Ctrl-C or SIGTERM asked for it; nothing was done before it, and it changes nothing.",
            host.Said,
            StringComparison.Ordinal);
        Assert.Contains("Next: run it again", host.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("operation was canceled", host.Said, StringComparison.OrdinalIgnoreCase);
    }

    [FactWithTool("script", "setsid")]
    public async Task Ctrl_C_on_a_terminal_takes_the_view_away()
    {
        using var host = RunningHost.StartOnTerminal(80, "", "--target=Status", "--watch=10m");
        await Eventually.HoldsAsync(
            () => host.Said.Contains("environment", StringComparison.Ordinal), "it watches", TimeSpan.FromMinutes(1));

        host.Type('\x3');

        Assert.Equal(1, await host.EndAsync());
        var screen = Screen(host);
        Assert.DoesNotContain("▸", screen.Text, StringComparison.Ordinal);
        Assert.Contains("Error: Status was interrupted", screen.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", ">/dev/full", "No space left on device")]
    [InlineData("--target=Status", ">/dev/full", "No space left on device")]
    [InlineData("--target=Status", ">&-", "Bad file descriptor")]
    [InlineData("--target=Status", "2>/dev/full >&2", "")]
    public async Task An_output_that_can_not_be_written_is_told_in_one_line(string argument, string redirection, string why)
    {
        using var host = RunningHost.StartRedirected(redirection, argument);

        Assert.Equal(1, await host.EndAsync());
        var said = $"build: what it says can't be written: {why}. Next: look where its output goes, such as to a full disk\n";
        Assert.Equal(why.Length == 0 ? "" : said, host.Said);
    }

    /// <summary>What stands on the terminal. (The runtime turns the keypad's own codes on and off again, which shows nothing.)</summary>
    private static TestTerminal Screen(RunningHost host)
    {
        var screen = new TestTerminal();
        screen.Write(host.Said
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace("\e[?1h\e=", "", StringComparison.Ordinal)
            .Replace("\e[?1l\e>", "", StringComparison.Ordinal));
        return screen;
    }
}
