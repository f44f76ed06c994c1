using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Ours;

public sealed class ProcessFactsTests
{
    [Fact]
    public void The_proc_file_system_and_the_framework_say_the_same()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Other tests of this process allocate meanwhile: the two readings agree at a moment when nothing moves.
        Assert.True(
            SpinWait.SpinUntil(() => Agree(ProcessFacts.FromProcessClass(), ProcessFacts.FromProcFileSystem()), TimeSpan.FromSeconds(20)),
            $"{ProcessFacts.FromProcessClass()} and {ProcessFacts.FromProcFileSystem()}");
    }

    private static bool Agree(ProcessFacts asked, ProcessFacts read) =>
        Math.Abs(asked.StartUnixSeconds - read.StartUnixSeconds) < 1.5
        && Math.Abs(1 - ((double)read.VirtualBytes / asked.VirtualBytes)) < 0.1
        && Math.Abs(1 - ((double)read.PrivateBytes / asked.PrivateBytes)) < 0.1
        && Math.Abs(read.Handles - asked.Handles) < 20
        && Math.Abs(read.Threads - asked.Threads) < 20;
}
