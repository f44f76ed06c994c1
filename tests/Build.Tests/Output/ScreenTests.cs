using Cake.Core;
using GitOpsDemo.Build.Output;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class ScreenTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Elsewhere_than_on_a_terminal_only_what_has_changed_is_written_without_control_characters()
    {
        var written = new List<string>();
        using var view = new TerminalView(new Terminal { Write = written.Add }, _time);

        Show(view, ["health Progressing"], ["health Progressing"], ["health Healthy", "alerts none"]);

        Assert.Equal(["health Progressing\n", "health Healthy\nalerts none\n"], written);
    }

    [Fact]
    public void On_a_terminal_the_lines_take_the_place_of_the_last_ones_and_stay_at_the_end()
    {
        var terminal = new TestTerminal();
        using var view = new TerminalView(terminal.AsTerminal(), _time);
        view.Begin("Status");

        Show(view, ["health Progressing", "alerts none"], ["health Healthy"]);
        view.Stop();

        Assert.Contains(terminal.Writes, write => write.Contains("    alerts none", StringComparison.Ordinal));
        Assert.Equal("Status\n  health Healthy", terminal.Text);
    }

    private void Show(TerminalView view, params string[][] looks)
    {
        IConsole console = new BuildConsole(new Terminal(), view);
        using var screen = new Screen(console, view);
        foreach (var lines in looks)
        {
            screen.Show(lines);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
