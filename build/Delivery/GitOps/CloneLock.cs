using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Keeps two runs out of one kept clone. The operating system gives it back when its holder is killed.</summary>
internal sealed class CloneLock : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private CloneLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a clone, waiting for another run's end.</summary>
    public static Task<CloneLock> TakeAsync(string cloneFolder, Wait wait, CancellationToken cancellationToken)
    {
        var path = cloneFolder + ".lock";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return wait.UntilAsync(
            $"another run to leave {cloneFolder}",
            Longest,
            Interval,
            _ => Task.FromResult(TryTake(path)),
            "end the other run, or wait for it",
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static Observation<CloneLock> TryTake(string path)
    {
        try
        {
            return Observation.Done(new CloneLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
        }
        catch (IOException exception)
        {
            return Observation.NotYet<CloneLock>(exception.Message);
        }
    }
}
