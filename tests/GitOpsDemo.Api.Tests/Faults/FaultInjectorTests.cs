using GitOpsDemo.Api.Faults;

namespace GitOpsDemo.Api.Tests.Faults;

public sealed class FaultInjectorTests
{
    private readonly FaultInjector _faults = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.001, 1)]
    [InlineData(0.1, 100)]
    [InlineData(0.5, 500)]
    [InlineData(1, 1000)]
    public void Of_a_thousand_requests_the_planned_share_fails(double rate, int expected)
    {
        _faults.Plan = new(ErrorRate: rate);

        Assert.Equal(expected, Enumerable.Range(0, 1000).Count(_ => _faults.NextFails()));
    }

    [Fact]
    public void Failures_are_spread_evenly()
    {
        _faults.Plan = new(ErrorRate: 0.25);

        Assert.Equal(
            [false, false, false, true, false, false, false, true],
            Enumerable.Range(0, 8).Select(_ => _faults.NextFails()));
    }
}
