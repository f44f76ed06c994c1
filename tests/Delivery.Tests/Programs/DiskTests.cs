using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs;

/// <summary>Disks that are full and folders that are read-only: what was there stays, and what went wrong is said.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class DiskTests : IDisposable
{
    private const string Full = "No space left on device";
    private const string ReadOnly = "Read-only file system";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithDisk]
    public void A_file_keeps_its_old_content_and_nothing_lies_beside_it()
    {
        using var disk = SmallDisk.At(_folder["disk"]);
        var file = _folder["disk", "state.json"];
        AtomicFile.WriteAllText(file, "old");

        disk.Fill();
        AssertInWords(() => AtomicFile.WriteAllBytes(file, new byte[10_000]), file, Full);
        disk.MakeReadOnly();
        AssertInWords(() => AtomicFile.WriteAllText(file, "new"), file, ReadOnly);

        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal(["filling", "state.json"], Directory.EnumerateFiles(_folder["disk"]).Select(Path.GetFileName).Order());
    }

    [FactWithDisk]
    public void A_lock_that_cannot_be_taken_is_not_taken_for_held()
    {
        using var disk = SmallDisk.At(_folder["disk"]);
        disk.MakeReadOnly();

        AssertInWords(() => FileLock.TryAcquire(_folder["disk", "lock"]), _folder["disk", "lock"], ReadOnly);
    }

    [FactWithDisk]
    public async Task What_a_program_said_can_not_be_kept()
    {
        using var disk = SmallDisk.At(_folder["logs"]);
        disk.Fill();
        var runner = new RecordedCommandRunner(new CommandRunner(new RecordingLog()), _folder["logs"], TimeProvider.System);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => runner.RunAsync(new Command("seq", "10000")));

        Assert.Contains(Full, failure.Why, StringComparison.Ordinal);
    }

    [FactWithDisk]
    public async Task A_download_that_does_not_fit_leaves_nothing()
    {
        using var disk = SmallDisk.At(_folder["image"]);
        var content = new byte[300_000];
        await using var registry = await RegistryStub.StartAsync();
        var blob = registry.AddBlob(content);
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System, limits: RegistryFaultTests.Impatient);

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => client.PullBlobAsync(registry.Image(), blob, _folder["image", "blob"]));

        Assert.Contains(Full, failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["image"]));
    }

    private static void AssertInWords(Action write, string path, string why)
    {
        var failure = Assert.Throws<DeliveryException>(write);
        Assert.Equal($"{path} can't be written", failure.What);
        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.Contains("df", failure.Next, StringComparison.Ordinal);
    }
}
