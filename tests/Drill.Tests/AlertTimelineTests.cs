using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Drill.Tests;

public sealed class AlertTimelineTests
{
    private readonly AlertTimeline _timeline = new(new("HighErrorRate", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), "errors");

    [Fact]
    public void Times_count_from_the_cause()
    {
        See(1, "firing", true, true);
        _timeline.CauseBegins(At(2));
        See(3, null, false, false);
        See(4, "pending", false, false);
        See(6, "firing", false, false);
        See(7, "firing", true, false);
        See(8, "firing", true, true);
        _timeline.CauseEnds(At(9));
        See(10, "firing", true, true);
        See(11, null, false, true);
        See(12, null, false, false);

        var check = _timeline.Judge();

        Assert.Equal((At(2), At(4), At(6), At(10)), (_timeline.Pending, _timeline.Firing, _timeline.Delivered, _timeline.Resolved));
        Assert.Equal(Verdict.Pass, check.Verdict);
        Assert.Equal(
            "pending after 2.0 s, firing after 4.0 s, delivered after 6.0 s, resolved after 10.0 s; cause ended after 7.0 s",
            check.Evidence);
    }

    [Theory]
    [InlineData(null, false, "never pending", "does not see its cause")]
    [InlineData("pending", false, "not firing within 10.0 s", "as long as its `for`")]
    [InlineData("firing", false, "firing, but not in Alertmanager", "does not reach Alertmanager")]
    [InlineData("firing", true, "in Alertmanager, but not delivered", "holds it back")]
    public void The_first_phase_that_is_missing_is_named(string? state, bool isInAlertmanager, string missing, string why)
    {
        _timeline.CauseBegins(At(1));
        See(2, state, isInAlertmanager, false);
        _timeline.CauseEnds(At(3));

        var check = _timeline.Judge();

        Assert.Equal(Verdict.Fail, check.Verdict);
        Assert.Contains($"; {missing}; last seen: {state ?? "inactive"} in Prometheus", check.Evidence, StringComparison.Ordinal);
        Assert.Contains(why, check.Cause, StringComparison.Ordinal);
        Assert.NotEmpty(check.Next);
    }

    [Fact]
    public void What_goes_while_its_cause_holds_is_not_resolved()
    {
        _timeline.CauseBegins(At(1));
        See(2, "firing", true, true);
        See(3, null, false, false);

        Assert.Null(_timeline.Resolved);
        Assert.False(_timeline.IsOver);
        Assert.Equal("HighErrorRate resolved", _timeline.Waiting);
    }

    [Fact]
    public void A_cause_that_can_not_be_made_leaves_nothing_to_wait_for()
    {
        _timeline.CauseBegins(At(1));
        _timeline.Fail(new("it", "was refused", "ask again"));

        Assert.True(_timeline is { HasArrived: true, IsOver: true });
        Assert.Equal("it: was refused", _timeline.Judge().Evidence);
    }

    [Fact]
    public void The_table_has_a_line_for_each()
    {
        _timeline.CauseBegins(At(1));
        See(2, "pending", false, false);

        Assert.Equal(
            [
                "alert          pending  firing  delivered  resolved",
                "HighErrorRate  1.0 s    -       -          -",
            ],
            TimelineTable.Of([_timeline]));
    }

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);

    private void See(int at, string? state, bool isInAlertmanager, bool isDelivered) =>
        _timeline.Observe(new(state, isInAlertmanager, isDelivered), At(at));
}
