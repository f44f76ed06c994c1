namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>Something that reads what others wrote.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Sample">A document that it takes.</param>
/// <param name="Read">Reads a document's bytes, changing nothing.</param>
internal sealed record Reader(string Name, string Sample, Action<byte[]> Read)
{
    /// <summary>Whether it has to refuse what is broken; otherwise it may take it for nothing.</summary>
    public bool IsStrict { get; init; } = true;

    public override string ToString() => Name;
}
