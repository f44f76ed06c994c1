using GitOpsDemo.Api.Lifecycle;

namespace GitOpsDemo.Api.Tests.Lifecycle;

public sealed class ReadinessTests
{
    private readonly Readiness _readiness = new();

    [Fact]
    public void Until_it_has_started_it_is_not_ready() => Assert.Equal("starting", _readiness.ReasonAgainst);

    [Fact]
    public void Once_started_it_is_ready()
    {
        _readiness.Started();

        Assert.Null(_readiness.ReasonAgainst);
    }

    [Fact]
    public void What_an_operator_disabled_before_the_start_stays_disabled()
    {
        _readiness.Disable();
        _readiness.Started();

        Assert.Equal("disabled by POST /ready/disable", _readiness.ReasonAgainst);
    }

    [Fact]
    public void No_switch_makes_an_ending_service_ready()
    {
        _readiness.Started();
        _readiness.Ending();
        _readiness.Enable();

        Assert.Equal("shutting down", _readiness.ReasonAgainst);
        Assert.True(_readiness.IsEnding);
    }

    [Fact]
    public void Being_told_to_end_while_it_starts_wins()
    {
        _readiness.Ending();
        _readiness.Started();

        Assert.Equal("shutting down", _readiness.ReasonAgainst);
    }
}
