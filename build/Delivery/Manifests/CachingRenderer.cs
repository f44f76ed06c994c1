using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>
/// Renders a folder again only when a file of its git checkout has changed: a Deploy asks for one overlay six times, and kustomize takes a
/// third of a second for each. What a kustomization takes from another computer is taken once a run.
/// </summary>
/// <param name="renderer">Renders what is not known.</param>
public sealed class CachingRenderer(IManifestRenderer renderer) : IManifestRenderer
{
    /// <summary>What builds and tools write, and no kustomization reads.</summary>
    private static readonly string[] LeftOut = [".git", ".lab", ".tools", "artifacts", "bin", "obj", "node_modules"];

    private readonly ConcurrentDictionary<string, (string State, string Yaml)> _known = new();

    public async Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default)
    {
        // Read before kustomize reads: what is written meanwhile belongs to another state.
        var state = CheckoutOf(folder) is { } checkout ? StateOf(checkout) : null;
        if (state is not null && _known.TryGetValue(folder, out var known) && known.State == state)
        {
            return known.Yaml;
        }

        var yaml = await renderer.RenderAsync(folder, cancellationToken);
        if (state is not null)
        {
            _known[folder] = (state, yaml);
        }

        return yaml;
    }

    private static string? CheckoutOf(string folder)
    {
        var top = folder;
        while (top is not null && !Path.Exists(Path.Combine(top, ".git")))
        {
            top = Path.GetDirectoryName(top);
        }

        return top;
    }

    /// <summary>A digest of the names, lengths and times of its files; null when one goes away meanwhile.</summary>
    private static string? StateOf(string checkout)
    {
        var files = new FileSystemEnumerable<string>(
            checkout,
            (ref FileSystemEntry entry) => $"{entry.ToSpecifiedFullPath()} {entry.Length} {entry.LastWriteTimeUtc.Ticks}",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !LeftOut.Contains(entry.FileName.ToString()),
        };
        try
        {
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Order(StringComparer.Ordinal)))));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
