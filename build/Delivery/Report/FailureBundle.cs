using System.IO.Compression;
using System.Text;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Report;

/// <summary>
/// What is known of a failed proof in one file, without secrets and not larger than an issue takes: <c>artifacts/failure-….zip</c>.
/// </summary>
/// <param name="folder">The folder of the files; the newest few stay.</param>
/// <param name="redaction">Takes secrets out.</param>
public sealed class FailureBundle(string folder, Redaction redaction, TimeProvider time)
{
    private const int KeptFiles = 5;

    /// <summary>How much of a part is kept, in characters: ten parts of text make a file of one or two MB.</summary>
    private const int LongestPart = 1024 * 1024;

    /// <summary>Writes the file.</summary>
    /// <param name="parts">What it holds; those without text are left out.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="DeliveryException">It can't be written.</exception>
    public string Write(IEnumerable<BundlePart> parts)
    {
        var path = Path.Combine(folder, $"failure-{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}.zip");
        using var content = new MemoryStream();
        using (var archive = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in parts.Where(part => part.Text.Length > 0))
            {
                using var entry = archive.CreateEntry(part.Name, CompressionLevel.Optimal).Open();
                entry.Write(Encoding.UTF8.GetBytes(Bounded(part)));
            }
        }

        AtomicFile.WriteAllBytes(path, content.ToArray());
        foreach (var old in Directory.EnumerateFiles(folder, "failure-*.zip").OrderDescending(StringComparer.Ordinal).Skip(KeptFiles))
        {
            File.Delete(old);
        }

        return path;
    }

    /// <summary>Cut at the end of a line, before secrets are looked for: half of one would not be known.</summary>
    private string Bounded(BundlePart part)
    {
        if (part.Text.Length <= LongestPart)
        {
            return redaction.Of(part.Text);
        }

        var cut = part.Text.Length - LongestPart;
        return part.KeepsEnd
            ? $"({cut} characters before this are left out)\n{redaction.Of(part.Text[(part.Text.IndexOf('\n', cut) + 1)..])}"
            : $"{redaction.Of(part.Text[..(part.Text.LastIndexOf('\n', LongestPart) + 1)])}({cut} characters after this are left out)\n";
    }
}

/// <summary>A file of a bundle.</summary>
/// <param name="Text">What it says.</param>
/// <param name="KeepsEnd">Whether its end counts more than its start, as a log's does.</param>
public sealed record BundlePart(string Name, string Text, bool KeepsEnd = false);
