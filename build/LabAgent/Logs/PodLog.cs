using System.Globalization;
using System.Text;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>The lines of a replica, from where the page has read them to.</summary>
internal static class LogTail
{
    /// <summary>What is sent at most at a time. Who falls behind further is told how much is left out.</summary>
    private const int MostBytes = 256 * 1024;

    /// <summary>How much of what was there before the page is shown.</summary>
    private const int FirstBytes = 32 * 1024;

    public static async Task SendAsync(HttpContext context, Cluster cluster)
    {
        var (space, name) = (context.Request.Query["namespace"].ToString(), context.Request.Query["pod"].ToString());
        var pod = cluster.Pods.FirstOrDefault(pod => pod.Description.Namespace == space && pod.Description.Name == name);
        if (pod?.Description.LogFile is not { } file)
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status404NotFound, pod is null
                ? "there is no such replica"
                : $"the container engine keeps its lines: docker logs --follow {pod.Description.ContainerId?[..12]}");
            return;
        }

        var place = context.Request.Query["from"].ToString();
        long? from = long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        try
        {
            await PageJson.SendAsync(context, await ReadAsync(file, from, context.RequestAborted), PageJson.Default.LogPiece);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status404NotFound, $"its log can't be read: {exception.Message}");
        }
    }

    /// <summary>Whole lines only: what a replica has not finished comes the next time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">The place in bytes; null for the last lines.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<LogPiece> ReadAsync(string path, long? from, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = file.Length;
        // A file that became shorter was started again.
        var wanted = from is { } place && place <= length ? place : Math.Max(0, length - FirstBytes);
        var start = Math.Max(wanted, length - MostBytes);
        file.Seek(start, SeekOrigin.Begin);
        var buffer = new byte[length - start];
        var text = buffer.AsMemory(0, await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken));
        var isCut = start > 0 && start != from;
        var first = isCut ? text.Span.IndexOf((byte)'\n') + 1 : 0;
        var end = text.Span.LastIndexOf((byte)'\n') + 1;
        var lines = end > first ? Encoding.UTF8.GetString(text.Span[first..(end - 1)]).Split('\n') : [];
        return new(lines, start + Math.Max(end, first), from is null ? 0 : start - wanted);
    }
}

/// <summary>A piece of a log.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="Next">Where the next piece begins, in bytes.</param>
/// <param name="LeftOut">How many bytes before it are left out.</param>
internal sealed record LogPiece(IReadOnlyList<string> Lines, long Next, long LeftOut);
