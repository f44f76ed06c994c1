namespace Cake.Frosting.Tests.Fixtures;

/// <summary>What tasks and lifetimes did, in order.</summary>
public sealed class Journal
{
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries => _entries;

    public void Add(string entry) => _entries.Add(entry);
}
