using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_second_waits_until_the_first_lets_go()
    {
        // Given
        var log = new RecordingLog();
        var first = FileLock.TryAcquire(_folder["locks", "a"])!;

        // When
        var second = FileLock.AcquireAsync(_folder["locks", "a"], "the package", new Wait(log, TimeProvider.System), default);
        await Eventually.HoldsAsync(
            () => log.Lines.Any(line => line.Contains("waiting for the package", StringComparison.Ordinal)), "the wait is shown");
        Assert.False(second.IsCompleted);
        first.Dispose();

        // Then
        using var taken = await second;
        Assert.Null(FileLock.TryAcquire(_folder["locks", "a"]));
    }
}
