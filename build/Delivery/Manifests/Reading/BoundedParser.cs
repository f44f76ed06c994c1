using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>
/// Passes YAML events on while they stay harmless. Aliases are refused, because a few lines of them expand to gigabytes, and
/// deep nesting, because whoever walks the tree recurses.
/// </summary>
internal sealed class BoundedParser(IParser inner) : IParser
{
    /// <summary>Levels of nesting. A Deployment has about 12.</summary>
    private const int MaximumDepth = 64;

    /// <summary>Nodes of all documents together. A rendered overlay has some hundred.</summary>
    private const int MaximumEvents = 100_000;

    private int _depth;
    private int _events;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext())
        {
            return false;
        }

        var current = inner.Current!;
        _depth += current.NestingIncrease;
        if (current is AnchorAlias)
        {
            throw new YamlException(current.Start, current.End, "aliases (*name) are not supported here; write the value out");
        }

        if (++_events > MaximumEvents)
        {
            throw new YamlException(current.Start, current.End, $"it has more than {MaximumEvents} parts");
        }

        if (_depth > MaximumDepth)
        {
            throw new YamlException(current.Start, current.End, $"nested more than {MaximumDepth} levels deep");
        }

        return true;
    }
}
