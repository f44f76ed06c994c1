namespace GitOpsDemo.Delivery.Images.Transfer.Unpacking;

/// <summary>
/// A folder that stands for an image's root. Whatever an image names stays inside: names are followed here and not by the system, links are
/// followed as if the folder were the root, and links are written so that the system, too, can't be led out of it.
/// </summary>
/// <param name="folder">The absolute path, itself without links.</param>
internal sealed class RootFolder(string folder)
{
    /// <summary>As many links as Linux follows in one path.</summary>
    private const int MostLinks = 40;

    /// <summary>Where an entry belongs: its folder's links are followed and missing folders made; the last name is not followed.</summary>
    /// <param name="entry">The name in the layer.</param>
    /// <returns>An absolute path inside the folder; null for the root itself.</returns>
    /// <exception cref="DeliveryException">The name leads out of the root.</exception>
    public string? PathOf(string entry)
    {
        var parts = Parts(entry);
        return parts.Count == 0 ? null : Path.Combine(FolderOf(entry, parts.SkipLast(1)), parts[^1]);
    }

    /// <summary>A target for a link, relative and never above the root, that leads to the same place as the image's own.</summary>
    /// <param name="path">Where the link is, from <see cref="PathOf"/>.</param>
    /// <param name="target">Where the image's link leads: absolute means from the root.</param>
    /// <exception cref="DeliveryException">It leads out of the root.</exception>
    public string LinkTarget(string path, string target)
    {
        RequireFileName(target);
        var parent = Path.GetRelativePath(folder, Path.GetDirectoryName(path)!).Replace('\\', '/');
        var from = parent == "." ? [] : parent.Split('/').ToList();
        var to = Resolved(target.StartsWith('/') ? [] : from, target);
        var common = from.Zip(to).TakeWhile(pair => pair.First == pair.Second).Count();
        var steps = Enumerable.Repeat("..", from.Count - common).Concat(to.Skip(common)).ToList();
        return steps.Count == 0 ? "." : string.Join('/', steps);
    }

    private string FolderOf(string entry, IEnumerable<string> parents)
    {
        var current = folder;
        var left = new Stack<string>(parents.Reverse());
        for (var links = 0; left.TryPop(out var name);)
        {
            if (name == "..")
            {
                current = current == folder ? throw Escapes(entry) : Path.GetDirectoryName(current)!;
                continue;
            }

            var next = new DirectoryInfo(Path.Combine(current, name));
            if (next.LinkTarget is { } target)
            {
                if (++links > MostLinks)
                {
                    throw Refused(entry, "its links go in a circle");
                }

                // Links here are relative, as LinkTarget has written them.
                foreach (var part in target.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse())
                {
                    left.Push(part);
                }

                continue;
            }

            if (!next.Exists)
            {
                File.Delete(next.FullName);
                next.Create();
            }

            current = next.FullName;
        }

        return current;
    }

    private static List<string> Parts(string entry)
    {
        var parts = entry.Split('/').Where(part => part.Length > 0 && part != ".").ToList();
        RequireFileName(entry);
        return parts.Contains("..") ? throw Escapes(entry) : parts;
    }

    private static void RequireFileName(string name)
    {
        if (name.Contains('\0') || (OperatingSystem.IsWindows() && name.Contains('\\')))
        {
            throw Refused(name, "it is not a file name");
        }
    }

    private static List<string> Resolved(List<string> from, string target)
    {
        var resolved = new List<string>(from);
        foreach (var part in target.Split('/').Where(part => part.Length > 0 && part != "."))
        {
            if (part != "..")
            {
                resolved.Add(part);
            }
            else if (resolved.Count > 0)
            {
                resolved.RemoveAt(resolved.Count - 1);
            }
            else
            {
                throw Escapes(target);
            }
        }

        return resolved;
    }

    private static DeliveryException Escapes(string name) => Refused(name, "it leads out of the image");

    private static DeliveryException Refused(string name, string why) => new(
        "the image can't be unpacked", $"`{Untrusted.Shown(name)}` is refused: {why}", "do not trust this image: find out who made it");
}
