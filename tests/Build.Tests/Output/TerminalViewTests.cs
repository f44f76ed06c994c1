using System.Text.RegularExpressions;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Report;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class TerminalViewTests : IDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(125);

    private readonly FakeTimeProvider _time = new();
    private readonly TestTerminal _screen = new();
    private readonly TerminalView _view;

    public TerminalViewTests() => _view = new TerminalView(_screen.AsTerminal(), _time);

    public void Dispose() => _view.Dispose();

    [Fact]
    public void Tasks_are_in_view_with_state_and_time_and_the_current_one_with_how_far_it_is()
    {
        // Given
        _view.Plan(["Compile", "Push", "Verify"]);
        _view.Begin("Compile");
        _time.Advance(TimeSpan.FromSeconds(12));
        _view.End(TimeSpan.FromSeconds(12), TaskOutcome.Succeeded);

        // When
        _view.Begin("Push");
        _view.Tell(
            new StepProgress("waiting for 7 pods", "5 of 7 pods ready")
            {
                Elapsed = TimeSpan.FromSeconds(10),
                Limit = TimeSpan.FromSeconds(60),
            });
        _time.Advance(TimeSpan.FromSeconds(3.5));

        // Then the time that is left counts down from when it was told
        Assert.Equal(
            """
            ✓ Compile  12 s
            ▸ Push     3 s
                waiting for 7 pods, 46 s left
                5 of 7 pods ready
            · Verify
            1 of 3 tasks, 15 s
            """,
            _screen.Text);
    }

    [Fact]
    public void What_a_wait_has_seen_is_told_in_two_rows_where_one_is_too_short()
    {
        _screen.Width = 60;
        _view.Plan(["WaitForSync"]);
        _view.Begin("WaitForSync");
        _view.Tell(new StepProgress(
            $"$ kubectl kustomize {new string('x', 60)}",
            "1 of 2 replicas ready, gitops-demo-f8ecf865ca-dh6vh: "
                + "its readiness probe GET /health/nowhere is answered with 404 Not Found, and so on and on"));
        _time.Advance(Frame);

        Assert.Equal(
            """
            ▸ WaitForSync  0 s
                $ kubectl kustomize xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
                1 of 2 replicas ready, gitops-demo-f8ecf865ca-dh6vh:
                  its readiness probe GET /health/nowhere is answered …
            0 of 1 tasks, 0 s
            """,
            _screen.Text);
    }

    [Fact]
    public void Nothing_is_in_a_colour_that_a_light_or_a_dark_ground_hides()
    {
        var screen = new TestTerminal();
        using var view = new TerminalView(screen.AsTerminal(hasColour: true), _time);
        view.Plan(["A", "B", "C"]);
        view.Begin("A");
        view.End(TimeSpan.Zero, TaskOutcome.Failed);
        view.Begin("B");
        view.Tell(new StepProgress("pushing", "1 of 2 MiB"));
        _time.Advance(Frame);
        view.Write("\e[92mTask\e[0m \e[37mskipped\e[0m\n", isError: false);

        var colours = screen.Writes.SelectMany(
            write => Regex.Matches(write, @"\e\[([0-9;]*)m")).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Subset(new HashSet<string> { "0", "1", "2", "31", "32", "36" }, colours);
        Assert.Contains("32", colours);
    }

    [Fact]
    public void What_is_said_stays_above_below_the_name_of_its_task_and_the_view_goes_at_the_end()
    {
        _view.Plan(["Compile", "Push"]);
        _view.Write("Deploy for dev\n", isError: false);
        _view.Begin("Compile");
        _time.Advance(Frame);
        _view.Write("2020 pas", isError: false);
        _view.Write("sed\n", isError: false);
        _time.Advance(Frame);
        _view.Write("It is slow\n", isError: true);
        _view.End(TimeSpan.FromSeconds(1), TaskOutcome.Succeeded);
        _view.Begin("Push");
        _time.Advance(Frame);

        Assert.StartsWith(
            "Deploy for dev\nCompile\n  2020 passed\nIt is slow\n✓ Compile  1.0 s\n▸ Push", _screen.Text, StringComparison.Ordinal);

        _view.Stop();
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("Deploy for dev\nCompile\n  2020 passed\nIt is slow", _screen.Text);
        Assert.Equal(4, _screen.CursorRow);
    }

    [Fact]
    public void A_question_stays_readable_while_a_person_types_the_answer()
    {
        _view.Plan(["Uninstall"]);
        _view.Begin("Uninstall");
        _time.Advance(Frame);

        _view.WriteAlone("Type its name: ");
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("Type its name:", _screen.Text);
    }

    [Fact]
    public void It_is_drawn_when_something_has_changed_and_at_most_eight_times_a_second()
    {
        _view.Plan(["Compile"]);
        _view.Begin("Compile");
        _time.Advance(TimeSpan.FromSeconds(0.9));
        var still = _screen.Writes.Count;

        for (var i = 0; i < 100; i++)
        {
            _view.Tell(new StepProgress("pushing", $"{i} of 100 MiB"));
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(1, still);
        Assert.InRange(_screen.Writes.Count - still, 6, 8);
        Assert.All(_screen.Writes.Skip(1), write => Assert.StartsWith("\r\e[", write, StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_that_is_higher_than_half_of_the_screen_shows_the_neighbourhood_and_sums_up_the_rest()
    {
        _screen.Height = 14;
        _view.Plan(Enumerable.Range(1, 22).Select(number => $"Task{number}"));
        for (var number = 1; number <= 12; number++)
        {
            _view.Begin($"Task{number}");
            _view.End(TimeSpan.FromSeconds(10), TaskOutcome.Succeeded);
        }

        _view.Begin("Task13");
        _time.Advance(Frame);

        Assert.Equal(
            """
            ✓ 11 tasks  1 min 50 s
            ✓ Task12    10 s
            ▸ Task13    0 s
            · Task14
            12 of 22 tasks, 0 s, 8 more below
            """,
            _screen.Text);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        _screen.Width = width;
        _view.Plan(["ValidateManifests", "LintDashboards"]);
        _view.Begin("ValidateManifests");
        _view.Tell(new StepProgress($"$ dotnet build {new string('x', 200)}", new string('y', 200)));
        _time.Advance(Frame);
        _view.Write(
            $"committed 123: registry.invalid/gitops-demo:0.0.0 → localhost:5000/gitops-demo@sha256:{new string('a', 64)}\n",
            isError: false);

        Assert.All(
            _screen.Writes.SelectMany(write => write.Split('\n')),
            line => Assert.InRange(TerminalText.Length(line), 0, Math.Max(width, 60)));
        Assert.All(_screen.Writes[0].Split('\n'), line => Assert.InRange(TerminalText.Length(line), 0, width - 1));
    }

    [Fact]
    public void A_terminal_that_was_made_narrower_has_broken_the_lines_and_all_of_them_go()
    {
        // Given a view whose last line takes two rows after the change
        _view.Plan(["Compile"]);
        _view.Begin("Compile");
        _view.Tell(new StepProgress(new string('x', 50), ""));
        _time.Advance(Frame);
        var rows = _screen.CursorRow;

        // When
        _screen.Width = 40;
        _time.Advance(Frame);

        // Then
        Assert.Equal(3, rows);
        Assert.StartsWith("\r\e[4A▸", _screen.Writes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_too_little_room_nothing_is_drawn()
    {
        _screen.Height = 5;
        _view.Plan(["Compile"]);
        _view.Begin("Compile");
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("", _screen.Text);
    }

    [Fact]
    public void Failed_skipped_and_unplanned_tasks_are_told_apart()
    {
        _view.Plan(["A", "B"]);
        _view.Begin("A");
        _view.End(TimeSpan.Zero, TaskOutcome.Skipped);
        _view.Begin("C");
        _view.End(TimeSpan.FromSeconds(75), TaskOutcome.Failed);
        _time.Advance(Frame);

        Assert.Equal("– A  0.0 s\n· B\n✗ C  1 min 15 s\n2 of 3 tasks, 0 s", _screen.Text);
    }

    [Fact]
    public void Elsewhere_than_on_a_terminal_everything_goes_through_as_it_is()
    {
        var (output, errors) = (new List<string>(), new List<string>());
        using var view = new TerminalView(new Terminal { Write = output.Add, WriteError = errors.Add }, _time);

        view.Plan(["Compile"]);
        view.Begin("Compile");
        view.Write(new string('x', 200), isError: false);
        view.Write("wrong\n", isError: true);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.False(view.IsShown);
        Assert.Equal([new string('x', 200)], output);
        Assert.Equal(["wrong\n"], errors);
    }

    [Fact]
    public void A_last_line_without_an_end_is_not_lost()
    {
        _view.Write("so far", isError: false);
        Assert.Equal("", _screen.Text);

        _view.Dispose();

        Assert.Equal("so far", _screen.Text);
    }
}
