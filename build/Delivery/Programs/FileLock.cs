
namespace GitOpsDemo.Delivery.Programs;

/// <summary>
/// A lock between processes (and tasks): an open file that nobody else can open. The system lets it go when its process dies.
/// </summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns null when another holds it.</summary>
    /// <exception cref="DeliveryException">The file can't be written.</exception>
    public static FileLock? TryAcquire(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
        catch (Exception exception) when (WriteFailure.Is(exception))
        {
            throw WriteFailure.Of(path, exception);
        }
    }

    /// <summary>Waits until the lock is free, at most 10 minutes, and takes it.</summary>
    public static async Task<FileLock> AcquireAsync(string path, string what, Wait wait, CancellationToken cancellationToken) =>
        TryAcquire(path) ?? await wait.UntilAsync(
            what,
            Timeout,
            Interval,
            _ =>
                Task.FromResult(
                    TryAcquire(path) is { } taken ? Observation.Done(taken) : Observation.NotYet<FileLock>($"another build holds {path}")),
            "find the other build that hangs, and end it",
            cancellationToken);

    public void Dispose() => _file.Dispose();

    /// <summary>EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
