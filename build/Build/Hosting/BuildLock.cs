using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Keeps two builds of one checkout from working at the same time: the second waits until the first has ended, however it ends.
/// </summary>
public sealed class BuildLock(Wait wait, IDeliveryLog log, Cancellation cancellation) : IDisposable
{
    /// <summary>In the folder of this program: neither Clean nor LabDown removes it while somebody waits for it.</summary>
    private static readonly string LockFile = Path.Combine(AppContext.BaseDirectory, ".lock");

    private FileLock? _held;

    /// <summary>Waits for the checkout to be free; at once when this run has it already.</summary>
    public void Enter() => _held ??= FileLock.TryAcquire(LockFile) ?? WaitForOther();

    public void Dispose() => _held?.Dispose();

    private FileLock WaitForOther()
    {
        log.Information("another build of this checkout is running: this one waits until it has ended");
        return FileLock.AcquireAsync(
            LockFile, "the other build of this checkout to end", wait, cancellation.Token).GetAwaiter().GetResult();
    }
}
