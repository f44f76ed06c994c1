using System.Text;
using YamlDotNet.Core;

namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>The text edits that give one image of a kustomization the wanted parts.</summary>
internal sealed class ImageEdit(YamlText file, OverlayDocument document, ImageEntry wanted)
{
    /// <summary>The edits; none when the file says all that is wanted.</summary>
    public IReadOnlyList<TextEdit> Plan()
    {
        var item = document.Find(wanted.Name);
        document.RequireOwn(item);
        return item is not null ? [.. InItem(item)]
            : document.Images is { Children.Count: > 0 } images ? [AppendItem(images)]
            : document.Images is { } empty ? [.. FillEmpty(empty)]
            : [AppendImages()];
    }

    private IEnumerable<TextEdit> InItem(YamlNode item)
    {
        var (nameKey, previous) = item.Pairs.Single(pair => pair.Key.Value == "name");
        foreach (var (key, value) in OverlayDocument.Fields(wanted))
        {
            var existing = OverlayDocument.Field(item, key);
            if (existing is null)
            {
                if (value is not null && (key, value) != ("newName", wanted.Name))
                {
                    yield return Insert(item, nameKey, previous, key, value);
                }

                continue;
            }

            if (value is not null && (existing.Value != value || !existing.IsText))
            {
                yield return Replace(existing, value);
            }

            previous = existing;
        }
    }

    private TextEdit Replace(YamlNode existing, string value)
    {
        var text = ScalarText.Write(value, existing.IsNull || existing.Kind is YamlNodeKind.Alias ? ScalarStyle.Plain : existing.Style);
        var isRightAfterColon = existing.Start == existing.End && file.Text[existing.Start - 1] == ':';
        return new TextEdit(existing.Start, existing.End, isRightAfterColon ? " " + text : text);
    }

    private TextEdit Insert(YamlNode item, YamlNode nameKey, YamlNode previous, string key, string value)
    {
        if (item.IsFlow)
        {
            return TextEdit.Insert(previous.End, $", {ScalarText.Write(key, nameKey.Style)}: {Quoted(value)}");
        }

        var line = $"{new string(' ', nameKey.Indent)}{ScalarText.Write(key, nameKey.Style)}: {Plain(value)}";
        return AfterLine(previous.End, line);
    }

    private TextEdit AppendItem(YamlNode images)
    {
        var last = images.Children[^1];
        return images.IsFlow ? TextEdit.Insert(last.End, ", " + FlowItem())
            : images.Anchor is not null || images.Tag is not null ? throw new FormatException("its `images` has an anchor or a tag")
            : AfterLine(file.EndOfComments(last.End, images.Indent), BlockItem(images.Indent, file.LineBreak(last.End)));
    }

    private IEnumerable<TextEdit> FillEmpty(YamlNode empty)
    {
        if (empty.Anchor is not null || empty.Tag is not null)
        {
            throw new FormatException("its `images` has an anchor or a tag");
        }

        var isOneLine = !file.Text.AsSpan(empty.Start, empty.End - empty.Start).Contains('\n');
        if (document.Root.IsFlow || !isOneLine)
        {
            yield return empty.IsFlow
                ? TextEdit.Insert(empty.Start + 1, FlowItem())
                : new TextEdit(empty.Start, empty.End, $" [{FlowItem()}]");
            yield break;
        }

        var start = empty.Start;
        while (file.Text[start - 1] == ' ')
        {
            start--;
        }

        yield return new TextEdit(start, empty.End, "");
        yield return AfterLine(empty.End, BlockItem(SequenceIndent(), file.LineBreak(empty.End)));
    }

    private TextEdit AppendImages()
    {
        var root = document.Root;
        if (root.IsFlow)
        {
            return root.Children.Count > 0
                ? TextEdit.Insert(root.Children[^1].End, $", \"images\": [{FlowItem()}]")
                : TextEdit.Insert(root.Start + 1, $"\"images\": [{FlowItem()}]");
        }

        var lineBreak = file.LineBreak(root.End);
        var block = $"{new string(' ', root.Indent)}images:{lineBreak}{BlockItem(SequenceIndent(), lineBreak)}";
        return TextEdit.Insert(document.End, file.IsStartOfLine(document.End) ? block + lineBreak : lineBreak + block);
    }

    /// <summary>How far lists under a top field are indented in this file, so that a new one looks like the others.</summary>
    private int SequenceIndent()
    {
        var root = document.Root;
        var list = root.Pairs.Select(pair => pair.Value).FirstOrDefault(value =>
            value is { Kind: YamlNodeKind.Sequence, IsFlow: false, Anchor: null, Tag: null, Children.Count: > 0 });
        return list?.Indent ?? root.Indent;
    }

    private string BlockItem(int indent, string lineBreak)
    {
        var text = new StringBuilder($"{new string(' ', indent)}- name: {Plain(wanted.Name)}");
        foreach (var (key, value) in Given())
        {
            text.Append(lineBreak).Append(' ', indent + 2).Append(key).Append(": ").Append(Plain(value));
        }

        return text.ToString();
    }

    private string FlowItem() =>
        "{" + string.Join(", ", Given().Prepend(("name", wanted.Name)).Select(field => $"\"{field.Item1}\": {Quoted(field.Item2)}")) + "}";

    private IEnumerable<(string, string)> Given() =>
        OverlayDocument.Fields(wanted).Where(field => field.Value is not null).Select(field => (field.Key, field.Value!));

    /// <summary>A new line after the one that a place is on. It brings no line break at the end of a file that has none.</summary>
    private TextEdit AfterLine(int at, string line) => TextEdit.Insert(file.EndOfLine(at), file.LineBreak(at) + line);

    private static string Plain(string value) => ScalarText.Write(value, ScalarStyle.Plain);

    /// <summary>Older readers refuse a colon in a plain scalar between braces.</summary>
    private static string Quoted(string value) => ScalarText.Write(value, ScalarStyle.DoubleQuoted);
}
