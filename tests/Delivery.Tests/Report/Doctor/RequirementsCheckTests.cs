using GitOpsDemo.Delivery.Report.Doctor;
using GitOpsDemo.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Delivery.Tests.Report.Doctor;

public sealed class RequirementsCheckTests
{
    private readonly RecordingLog _log = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Each_requirement_is_told_with_what_was_found_what_is_needed_and_how_to_get_it()
    {
        var check = Checking(
            [Requirement.Met("git"), Requirement.Missing("engine") with { IsOptional = true }, Requirement.Missing("helm")]);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => check.TellAsync(default));

        Assert.Equal(("1 of 3 requirements is not met", "helm"), (failure.What, failure.Why));
        Assert.Equal(
            [
                "found     git: 2.1; needs 2 or newer",
                "not here  engine: found 1.9; needs 2 or newer. To get it: install engine",
                "MISSING   helm: found 1.9; needs 2 or newer. To get it: install helm",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Everything_that_is_missing_is_named_at_once()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() =>
            Checking([Requirement.Missing("git"), Requirement.Met("disk"), Requirement.Missing("helm")]).RequireAsync(default));

        Assert.Equal(
            "\n  git: found 1.9; needs 2 or newer. To get it: install git\n  helm: found 1.9; needs 2 or newer. To get it: install helm",
            failure.Why);
    }

    [Fact]
    public async Task Whoever_does_not_answer_is_missing()
    {
        var check = Checking([Requirement.Silent("registry")]).RequireAsync(default);
        _time.Advance(TimeSpan.FromSeconds(15));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => check);
        Assert.Contains("registry: no answer within 15 s; needs 2 or newer", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Deploy_does_not_wait_for_what_is_far_away_and_the_doctor_does()
    {
        var check = Checking([Requirement.Met("git")], [Requirement.Missing("chart")]);

        Assert.Equal(1, await check.RequireAsync(default));
        await Assert.ThrowsAsync<DeliveryException>(() => check.TellAsync(default));
    }

    [Fact]
    public async Task A_person_who_cancels_does_not_wait()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Checking([Requirement.Silent("registry")]).RequireAsync(cancelled.Token));
    }

    private RequirementsCheck Checking(IReadOnlyList<IRequirement> quick, params IReadOnlyList<IRequirement> thorough) =>
        new(new(() => new(quick, thorough)), _log, _time);
}
