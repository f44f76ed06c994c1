using GitOpsDemo.Delivery;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

public sealed class ReplacedReplicasTests
{
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task What_ended_badly_is_told_at_the_end_and_keeps_no_rollback_from_being_made()
    {
        var replaced = new ReplacedReplicas(_log);
        replaced.Follow(Task.FromException(new DeliveryException("timed out", "it still runs", "end it by hand")));

        await replaced.OverAsync();

        Assert.Equal("timed out", (await Assert.ThrowsAsync<DeliveryException>(replaced.SettleAsync)).What);
    }

    [Fact]
    public async Task An_image_that_can_not_be_removed_is_told_in_words()
    {
        var replaced = new ReplacedReplicas(_log);
        replaced.Afterwards("/lab/images", () => throw new UnauthorizedAccessException("Access to the path is denied."));

        var failure = await Assert.ThrowsAsync<DeliveryException>(replaced.SettleAsync);

        Assert.Contains("ls -ld", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wait_at_the_end_is_told_and_what_is_left_when_it_is_interrupted()
    {
        var replaced = new ReplacedReplicas(_log);
        var ends = new TaskCompletionSource();
        replaced.Follow(ends.Task);

        var settled = replaced.SettleAsync();
        ends.SetCanceled();

        Assert.Equal("replicas that were replaced may still run", (await Assert.ThrowsAsync<DeliveryException>(() => settled)).What);
        Assert.Contains("waiting for the end of the replicas that were replaced", _log.Lines);
    }
}
