using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>Keeps two builds from working on one lab at once. The operating system lets go of it when its holder ends, however it ends.</summary>
public sealed class LabLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting for another build that holds it.</summary>
    /// <exception cref="DeliveryException">The other build still holds it at the end of the time.</exception>
    public static Task<LabLock> TakeAsync(LabPaths paths, Wait wait, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(paths.Root);
        return wait.UntilAsync(
            "the other build that works on this lab",
            timeout,
            Poll,
            _ => Task.FromResult(TryOpen(paths.Lock) is { } file
                ? Observation.Done(new LabLock(file))
                : Observation.NotYet<LabLock>($"{paths.Lock} is held")),
            "let the other build end, or end it, and run this again",
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
