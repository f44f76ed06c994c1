using System.Globalization;
using System.Net;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Where processes listen, by <c>/proc</c>: the build's own word is not taken for it.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    /// <summary>The addresses that a process listens on.</summary>
    public static IReadOnlyList<IPEndPoint> Of(int processId)
    {
        var inodes = Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Select(LinkOf).ToHashSet();
        return
        [
            .. new[] { "tcp", "tcp6" }
                .SelectMany(table => File.ReadLines($"/proc/{processId}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == Listening && inodes.Contains($"socket:[{fields[9]}]"))
                .Select(fields => EndPoint(fields[1])),
        ];
    }

    private static string LinkOf(string path) => new FileInfo(path).LinkTarget ?? "";

    /// <summary>The kernel writes an address as words in the byte order of the computer, in hexadecimal, and the port as it is.</summary>
    private static IPEndPoint EndPoint(string text)
    {
        var (words, port) = (text.Split(':')[0], int.Parse(text.Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var bytes = words.Chunk(8).SelectMany(word => Convert.FromHexString(word).Reverse()).ToArray();
        return new IPEndPoint(new IPAddress(bytes), port);
    }
}
