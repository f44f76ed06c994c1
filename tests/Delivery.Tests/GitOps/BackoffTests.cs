using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Tests.GitOps;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 10, 125, 375)]
    [InlineData(2, 10, 250, 750)]
    [InlineData(1, 2000, 1000, 3000)]
    [InlineData(4, 500, 2000, 6000)]
    [InlineData(9, 500, 15000, 30000)]
    public void A_pause_doubles_from_try_to_try_and_grows_with_what_a_try_takes(int failed, int tookMs, int leastMs, int mostMs)
    {
        var took = TimeSpan.FromMilliseconds(tookMs);

        Assert.Equal(leastMs, Backoff.After(failed, took, random: 0).TotalMilliseconds);
        Assert.Equal(mostMs, Backoff.After(failed, took, random: 1).TotalMilliseconds);
    }
}
