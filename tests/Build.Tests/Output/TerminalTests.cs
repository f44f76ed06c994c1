using GitOpsDemo.Build.Output;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class TerminalTests
{
    [Theory]
    [InlineData("", true, true, true)]
    [InlineData("NO_COLOR=1", true, true, false)]
    [InlineData("NO_COLOR=", true, true, true)]
    [InlineData("CI=true", true, false, true)]
    [InlineData("GITEA_ACTIONS=true", true, false, true)]
    [InlineData("TERM=dumb", false, false, false)]
    public void The_environment_says_what_a_terminal_may_show(string variable, bool isTerminal, bool hasLiveView, bool hasColour)
    {
        var terminal = Terminal.Of(isOutput: true, isError: true, showsProgress: true, Variables(variable));

        Assert.Equal(
            (isTerminal, isTerminal, hasLiveView, hasColour),
            (terminal.IsTerminal, terminal.HasErrors, terminal.HasLiveView, terminal.HasColour));
    }

    [Fact]
    public void A_file_a_pipe_and_a_person_who_said_so_get_no_live_view()
    {
        Assert.Equal(
            new Terminal { Size = null!, Write = null!, WriteError = null! },
            Terminal.Of(false, true, true, Variables("")) with { Size = null!, Write = null!, WriteError = null! });
        Assert.False(Terminal.Of(true, true, showsProgress: false, Variables("")).HasLiveView);
        Assert.False(Terminal.Of(true, isError: false, true, Variables("")).HasErrors);
    }

    [Theory]
    [InlineData("a short one", "a short one")]
    [InlineData("twenty columns are few", "twenty columns are\n  few")]
    [InlineData("    with its margin kept below", "    with its margin\n      kept below")]
    [InlineData("\e[31mcolours\e[0m take no room\e[0m", "\e[31mcolours\e[0m take no room\e[0m")]
    [InlineData("pushed localhost/demo:1@sha256:1234", "pushed\n  localhost/demo:1\n  @sha256:1234")]
    [InlineData("pushed to the demo@sha256:12", "pushed to the\n  demo@sha256:12")]
    [InlineData("https://example.com/a/long/address stays whole", "https://example.com/a/long/address\n  stays whole")]
    public void Lines_are_broken_between_words(string line, string wrapped) => Assert.Equal(wrapped, TerminalText.Wrap(line, 20));

    [Fact]
    public void A_digest_is_shortened_where_its_line_is_too_long()
    {
        var line = $"localhost:5000/gitops-demo:1.0@sha256:{new string('a', 64)}";

        Assert.Equal("localhost:5000/gitops-demo:1.0@sha256:aaaaaaaaaaaa…", TerminalText.Shorten(line, 80));
        Assert.Equal(line, TerminalText.Shorten(line, 160));
    }

    [Theory]
    [InlineData("\e[92mgreen\e[0m \e[31;1mred\e[0m", "\e[32mgreen\e[0m \e[31;1mred\e[0m")]
    [InlineData("\e[33;1mwarning\e[0m \e[93mwarn\e[0m", "\e[1mwarning\e[0m \e[1mwarn\e[0m")]
    [InlineData("\e[37mwhite\e[0m \e[97mwhiter\e[0m \e[30mblack\e[0m", "white\e[0m whiter\e[0m black\e[0m")]
    [InlineData("\e[90mgrey\e[0m", "\e[2mgrey\e[0m")]
    [InlineData("\e[38;5;5mone of 256\e[0m", "\e[38;5;5mone of 256\e[0m")]
    [InlineData("\e[41m\e[37;1mError: \e[0m\e[41;1m\e[37;1mwhat: why\e[0m", "\e[31m\e[1mError: \e[0m\e[1m\e[1mwhat: why\e[0m")]
    public void Colours_can_be_read_on_a_light_ground_and_on_a_dark_one(string line, string readable) =>
        Assert.Equal(readable, TerminalText.Readable(line));

    private static Func<string, string?> Variables(string variable) =>
        name => variable.Split('=') is [var known, var value] && known == name ? value : null;
}
