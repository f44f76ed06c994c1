namespace Cake.Frosting.Tests.Fixtures;

/// <summary>A task that does nothing but say that it ran.</summary>
public abstract class JournalTask(Journal journal) : FrostingTask<TestContext>
{
    public override void Run(TestContext context) => journal.Add(GetType().Name);
}
