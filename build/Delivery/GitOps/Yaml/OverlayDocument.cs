namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>A parsed kustomization and its <c>images:</c>.</summary>
internal sealed class OverlayDocument
{
    private const string ImagesKey = "images";
    private const string NameKey = "name";
    private const string MergeKey = "<<";

    /// <summary>The keys of an item that the editor writes, in the order in which it inserts them.</summary>
    private static readonly string[] WrittenKeys = ["newName", "newTag", "digest"];

    private readonly YamlTree _tree;

    private OverlayDocument(YamlTree tree)
    {
        _tree = tree;
        if (Root.Kind is not YamlNodeKind.Mapping)
        {
            throw new FormatException("it is not a mapping of fields to values");
        }

        Images = Field(Root, ImagesKey);
        if (Images is { Kind: not YamlNodeKind.Sequence, IsNull: false })
        {
            throw new FormatException("its `images` is not a list of its own");
        }
    }

    public YamlNode Root => _tree.Root;

    /// <summary>The offset where the document's text ends.</summary>
    public int End => _tree.End;

    /// <summary>The value of <c>images</c>: a sequence, a null, or null when the key is absent.</summary>
    public YamlNode? Images { get; }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is no kustomization that can be edited; the message says why.</exception>
    public static OverlayDocument Parse(string text) => new(YamlTree.Parse(text));

    /// <summary>The value of a key of a mapping, or null.</summary>
    /// <exception cref="FormatException">The key is there more than once.</exception>
    public static YamlNode? Field(YamlNode mapping, string key)
    {
        var values = mapping.Pairs.Where(pair => pair.Key.Value == key).Select(pair => pair.Value).ToList();
        return values.Count <= 1
            ? values.SingleOrDefault()
            : throw new FormatException($"it has `{key}` {values.Count} times in one place");
    }

    /// <summary>The parts that a change wants, as keys and values of an item.</summary>
    public static IEnumerable<(string Key, string? Value)> Fields(ImageEntry image) =>
        WrittenKeys.Zip([image.NewName, image.NewTag, image.Digest]);

    /// <summary>The item of an image, or null.</summary>
    /// <exception cref="FormatException">Several items have its name, or an item has a name that can't be read.</exception>
    public YamlNode? Find(string name)
    {
        var items = Items().Where(item => NameOf(item) == name).ToList();
        return items.Count <= 1
            ? items.SingleOrDefault()
            : throw new FormatException($"its `images` has {items.Count} items named `{name}`");
    }

    /// <summary>Every item of <c>images</c>, as values.</summary>
    public IEnumerable<ImageEntry> Entries() => Items().Select(item =>
        new ImageEntry(NameOf(item), ValueOf(item, WrittenKeys[0]), ValueOf(item, WrittenKeys[1]), ValueOf(item, WrittenKeys[2])));

    /// <summary>Refuses to edit an item that is more than it seems: shared through an anchor, or with a suffix to its tag.</summary>
    public void RequireOwn(YamlNode? item)
    {
        YamlNode?[] path = [Root, Images, item, .. item is null ? [] : WrittenKeys.Select(key => Field(item, key))];
        if (path.FirstOrDefault(node => node is not null && _tree.IsShared(node)) is { } shared)
        {
            throw new FormatException($"`*{shared.Anchor}` repeats a part of the entry elsewhere, which would change too");
        }

        if (item is not null && Field(item, "tagSuffix") is not null)
        {
            throw new FormatException("the entry's `tagSuffix` would change the tag");
        }
    }

    /// <summary>
    /// The file's meaning without the parts that a change of one image may touch, for comparison: each node with its kind, value,
    /// quoting, anchor and tag.
    /// </summary>
    /// <param name="name">The image.</param>
    /// <param name="dropItem">Whether to leave out its whole item, and not only the parts that the editor writes.</param>
    public List<string> Without(string name, bool dropItem)
    {
        var rest = new List<string>();
        foreach (var (key, value) in Root.Pairs.Where(pair => pair.Key.Value != ImagesKey))
        {
            Describe(key, rest);
            Describe(value, rest);
        }

        foreach (var item in Items())
        {
            var isNamed = NameOf(item) == name;
            if (isNamed && dropItem)
            {
                continue;
            }

            rest.Add($"item &{item.Anchor} !{item.Tag}");
            foreach (var (key, value) in item.Pairs.Where(pair => !isNamed || !WrittenKeys.Contains(pair.Key.Value)))
            {
                Describe(key, rest);
                Describe(value, rest);
            }
        }

        return rest;
    }

    private static void Describe(YamlNode node, List<string> into)
    {
        into.Add($"{node.Kind} {node.Style} {node.Children.Count} &{node.Anchor} !{node.Tag} {node.Value}");
        foreach (var child in node.Children)
        {
            Describe(child, into);
        }
    }

    private IEnumerable<YamlNode> Items() => Images?.Children ?? [];

    private static string NameOf(YamlNode item) =>
        item.Kind is not YamlNodeKind.Mapping ? throw new FormatException("its `images` has an item that is not a mapping of its own")
        : Field(item, NameKey) is { } name ? name.Value ?? throw new FormatException("its `images` has an item whose `name` is not text")
        : Field(item, MergeKey) is null ? throw new FormatException("its `images` has an item without `name`")
        : throw new FormatException("its `images` has an item whose `name` comes through a merge key");

    private static string? ValueOf(YamlNode item, string key) => Field(item, key) is { IsNull: false } node ? node.Value : null;
}
