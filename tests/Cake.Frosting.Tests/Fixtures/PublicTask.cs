namespace Cake.Frosting.Tests.Fixtures;

/// <summary>The one public task of this assembly, for the host to find.</summary>
public sealed class PublicTask(Journal journal) : JournalTask(journal);
