using Cake.Core;
using GitOpsDemo.Build.Hosting;
using NSubstitute;

namespace GitOpsDemo.Build.Tests;

public sealed class ScreenTests
{
    private readonly List<string> _written = [];
    private readonly IConsole _console = Substitute.For<IConsole>();

    public ScreenTests() => _console
        .When(console => console.WriteLine(Arg.Any<string>(), Arg.Any<object[]>()))
        .Do(call => _written.Add(string.Format(null, call.ArgAt<string>(0), call.ArgAt<object[]>(1))));

    [Fact]
    public void Elsewhere_than_on_a_terminal_only_what_has_changed_is_written_without_control_characters()
    {
        var screen = new Screen(_console);

        screen.Show(["health Progressing"]);
        screen.Show(["health Progressing"]);
        screen.Show(["health Healthy", "alerts none"]);

        Assert.Equal(["health Progressing", "health Healthy\nalerts none"], _written);
    }

    [Fact]
    public void On_a_terminal_the_lines_take_the_place_of_the_last_ones()
    {
        _console.SupportAnsiEscapeCodes.Returns(true);
        var screen = new Screen(_console);

        screen.Show(["a", "b"]);
        screen.Show(["c"]);

        Assert.StartsWith("\e[2A\e[J", _written[1], StringComparison.Ordinal);
        Assert.DoesNotContain("\e", _written[0], StringComparison.Ordinal);
    }
}
