using Cake.Core;
using Cake.Frosting.Tests.Fixtures;

namespace Cake.Frosting.Tests;

public sealed class WrongGraphTests
{
    [Theory]
    [InlineData("--target=Egg")]
    [InlineData("--target=Egg", "--dryrun")]
    [InlineData("--tree")]
    public void Two_tasks_that_wait_for_each_other_are_named(params string[] arguments)
    {
        var build = new HostFixture().With<Egg>().With<Hen>();

        Assert.Equal(1, build.Run(arguments));

        Assert.Equal("Error: Tasks depend on one another in a cycle: Egg -> Hen -> Egg.", build.Error);
        Assert.Empty(build.Ran);
    }

    [Theory]
    [InlineData("--target=Breakfast")]
    [InlineData("--tree")]
    public void A_longer_cycle_is_named_without_the_tasks_that_only_lead_to_it(string argument)
    {
        var build = new HostFixture().With<Breakfast>().With<Rock>().With<Scissors>().With<Paper>();

        Assert.Equal(1, build.Run(argument));

        Assert.Equal("Error: Tasks depend on one another in a cycle: Rock -> Paper -> Scissors -> Rock.", build.Error);
    }

    [Fact]
    public void A_task_that_waits_for_itself_is_named()
    {
        var build = new HostFixture().With<Ouroboros>();

        Assert.Equal(1, build.Run("--target=Ouroboros"));

        Assert.Equal("Error: Tasks depend on one another in a cycle: Ouroboros -> Ouroboros.", build.Error);
    }

    [Theory]
    [InlineData("--target=Lonley")]
    [InlineData("--target=Lonely", "--target=Lonley")]
    [InlineData("--target=Lonley", "--target=Lonely", "--exclusive")]
    public void An_unknown_target_is_named(params string[] arguments)
    {
        var build = new HostFixture().With<Lonely>();

        Assert.Equal(1, build.Run(arguments));

        Assert.Equal("Error: The target 'Lonley' was not found.", build.Error);
        Assert.Empty(build.Ran);
    }

    [Fact]
    public void Two_tasks_of_one_name_are_refused_whatever_the_case()
    {
        var build = new HostFixture().With<Lonely>().With<AlsoLonely>();

        Assert.Equal(1, build.Run("--target=Lonely"));

        Assert.Equal("Error: Another task with the name 'lonely' has already been added.", build.Error);
        Assert.Empty(build.Ran);
    }

    [Fact]
    public void A_dependency_that_the_host_does_not_have_is_named()
    {
        var build = new HostFixture().With<Egg>();

        Assert.Equal(1, build.Run("--target=Egg"));

        Assert.Equal("Error: Task 'Egg' is dependent on task 'Hen' which does not exist.", build.Error);
    }

    [Fact]
    public void A_dependency_that_is_no_task_is_named()
    {
        var build = new HostFixture().With<Confused>();

        Assert.Equal(1, build.Run("--target=Confused"));

        Assert.Equal("Error: The dependency 'String' is not a valid task.", build.Error);
    }

    [Fact]
    public void A_dependee_that_is_no_task_is_named()
    {
        var build = new HostFixture().With<Astray>();

        Assert.Equal(1, build.Run("--target=Astray"));

        Assert.Equal("Error: The reverse dependency 'String' is not a valid task.", build.Error);
    }

    [Fact]
    public void A_task_for_another_context_is_left_out_with_a_warning()
    {
        var build = new HostFixture().With<Foreign>().With<Lonely>();

        Assert.Equal(0, build.Run("--target=Lonely"));

        Assert.Contains("Task Foreign is left out: it needs a ForeignContext, and the context is a TestContext.", build.Output);
    }

    [IsDependentOn(typeof(Hen))]
    private sealed class Egg(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Egg))]
    private sealed class Hen(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Rock))]
    private sealed class Breakfast(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Paper))]
    private sealed class Rock(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Rock))]
    private sealed class Scissors(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Scissors))]
    private sealed class Paper(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Ouroboros))]
    private sealed class Ouroboros(Journal journal) : JournalTask(journal);

    private sealed class Lonely(Journal journal) : JournalTask(journal);

    [TaskName("lonely")]
    private sealed class AlsoLonely(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(string))]
    private sealed class Confused(Journal journal) : JournalTask(journal);

    [IsDependeeOf(typeof(string))]
    private sealed class Astray(Journal journal) : JournalTask(journal);

    private sealed class ForeignContext(ICakeContext context) : FrostingContext(context);

    private sealed class Foreign : FrostingTask<ForeignContext>;
}
