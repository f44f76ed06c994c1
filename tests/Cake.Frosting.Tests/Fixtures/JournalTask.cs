using Cake.Core;

namespace Cake.Frosting.Tests.Fixtures;

/// <summary>A task that does nothing but say that it ran.</summary>
public abstract class JournalTask(Journal journal) : FrostingTask<TestContext>
{
    public override void Run(TestContext context) => journal.Add(GetType().Name);
}

/// <summary>The one public task of this assembly, for the host to find.</summary>
public sealed class PublicTask(Journal journal) : JournalTask(journal);

/// <summary>What tasks and lifetimes did, in order.</summary>
public sealed class Journal
{
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries => _entries;

    public void Add(string entry) => _entries.Add(entry);
}

public sealed class TestContext(ICakeContext context) : FrostingContext(context);
