namespace GitOpsDemo.Delivery.Files;

/// <summary>What it means that something can't be written: a full disk, a folder that is read-only or another user's.</summary>
public static class WriteFailure
{
    /// <summary>Whether an exception is one of the file system.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>In words.</summary>
    /// <param name="path">What was to be written.</param>
    /// <param name="exception">What the file system says.</param>
    public static DeliveryException Of(string path, Exception exception) => new(
        $"{path} can't be written", exception.Message, $"look at `df` and `ls -ld {Path.GetDirectoryName(path)}`: make room, or let this user write there", exception);
}
