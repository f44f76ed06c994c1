using Cake.Core.IO;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class FinishedProcessTests : IDisposable
{
    private readonly TestTerminal _screen = new();
    private readonly TerminalView _view;

    public FinishedProcessTests() => _view = new TerminalView(_screen.AsTerminal(hasColour: true), TimeProvider.System);

    public void Dispose() => _view.Dispose();

    [Fact]
    public void The_last_lines_of_a_program_that_failed_are_shown_in_its_own_colours()
    {
        Run(new CommandResult(1, string.Concat(Enumerable.Range(1, 40).Select(line => $"line {line}\n")), "\e[31mfailed\e[0m\n"));

        Assert.Equal([.. Enumerable.Range(12, 29).Select(line => $"line {line}"), "failed"], _screen.Text.Split('\n'));
        Assert.All(
            _screen.Writes.SelectMany(write => write.Split('\n')).Where(line => line.Contains("line", StringComparison.Ordinal)),
            line => Assert.DoesNotContain('\e', line));
    }

    [Fact]
    public void A_program_that_succeeded_is_quiet()
    {
        Run(new CommandResult(0, "line\n", ""));

        Assert.Equal("", _screen.Text);
    }

    private void Run(CommandResult result) =>
        new FinishedProcess(result, new ProcessSettings(), new BuildConsole(_screen.AsTerminal(hasColour: true), _view)).Dispose();
}
