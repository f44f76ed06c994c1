using Cake.Frosting.Tests.Fixtures;

namespace Cake.Frosting.Tests;

public sealed class CriteriaTests
{
    private readonly HostFixture _build = new HostFixture().With<Push>().With<SignOff>().With<Unexplained>();

    [Fact]
    public void A_dependency_whose_criterion_does_not_hold_is_skipped_and_its_reason_is_in_the_report()
    {
        Assert.Equal(0, _build.Run("--target=Push"));

        Assert.Equal(["Push"], _build.Ran);
        Assert.Contains("Skipped", _build.Output);
        Assert.Contains("no key is set", _build.Output);
    }

    [Fact]
    public void A_target_whose_criterion_does_not_hold_is_an_error_with_the_reason()
    {
        Assert.NotEqual(0, _build.Run("--target=SignOff"));

        Assert.Empty(_build.Ran);
        Assert.Equal("Error: Could not reach target 'SignOff' since it was skipped due to a criteria: no key is set.", _build.Error);
    }

    [Fact]
    public void A_skipped_target_need_not_give_a_reason()
    {
        Assert.NotEqual(0, _build.Run("--target=Unexplained"));

        Assert.Equal("Error: Could not reach target 'Unexplained' since it was skipped due to a criteria.", _build.Error);
    }

    [IsDependentOn(typeof(SignOff))]
    private sealed class Push(Journal journal) : JournalTask(journal);

    private sealed class SignOff(Journal journal) : JournalTask(journal), IFrostingTask
    {
        public string SkippedMessage => "no key is set";

        public override bool ShouldRun(TestContext context) => false;
    }

    private sealed class Unexplained(Journal journal) : JournalTask(journal)
    {
        public override bool ShouldRun(TestContext context) => false;
    }
}
