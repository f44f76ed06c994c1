using System.Text;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Values of secrets that are found wherever they come to lie.</summary>
internal static class Canaries
{
    /// <summary>What each of them begins with: by chance, for the clone has this source too.</summary>
    public static readonly string Mark = $"canary-{Guid.NewGuid():N}-";

    private static readonly byte[] Bytes = Encoding.ASCII.GetBytes(Mark);

    /// <summary>Every secret of the build, with a value of its own.</summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } =
        SecretVariables.Names.ToDictionary(name => name, string? (name) => Mark + name.ToLowerInvariant());

    /// <summary>The files below a folder that hold one.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var buffer = new byte[1 << 20];
        return [.. Directory.EnumerateFiles(folder, "*", options).Where(file => Holds(file, buffer))];
    }

    private static bool Holds(string file, byte[] buffer)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var kept = 0;
        for (int read; (read = stream.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var length = kept + read;
            if (buffer.AsSpan(0, length).IndexOf(Bytes) >= 0)
            {
                return true;
            }

            // A mark may lie across two reads.
            kept = Math.Min(length, Bytes.Length - 1);
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        }

        return false;
    }
}
