using System.Text;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>
/// Lets a program that was packaged for <c>/usr</c> find its data where it is unpacked without root: the path in the program is
/// overwritten by one of the same length, relative to the folder that the program is started in (as conda and Homebrew relocate theirs).
/// </summary>
internal static class Relocation
{
    private const string PackagePrefix = "/usr/";

    /// <summary>Whether a folder is one that moves: absolute, below <c>/usr</c>, and nowhere upwards.</summary>
    public static bool IsMovable(string? data) =>
        data is not null && data.Length > PackagePrefix.Length && data.StartsWith(PackagePrefix, StringComparison.Ordinal) && !data.Contains("..", StringComparison.Ordinal);

    /// <summary>The data's path relative to the program's folder, such as <c>share/prometheus/alertmanager</c>.</summary>
    /// <param name="data">The absolute path that the program has inside, such as <c>/usr/share/prometheus/alertmanager</c>.</param>
    public static string RelativePath(string data) => data[PackagePrefix.Length..];

    /// <summary>Overwrites every place of the program that has the path.</summary>
    /// <returns>Whether there was any.</returns>
    public static async Task<bool> ApplyAsync(string program, string data, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(program, cancellationToken);
        var path = Encoding.UTF8.GetBytes(data);
        var replacement = Encoding.UTF8.GetBytes(("./" + RelativePath(data)).PadRight(path.Length, '/'));
        var next = content.AsSpan().IndexOf(path);
        var found = next >= 0;
        for (var at = next; next >= 0; at += next)
        {
            replacement.CopyTo(content, at);
            next = content.AsSpan(at).IndexOf(path);
        }

        if (found)
        {
            await File.WriteAllBytesAsync(program, content, cancellationToken);
        }

        return found;
    }
}
