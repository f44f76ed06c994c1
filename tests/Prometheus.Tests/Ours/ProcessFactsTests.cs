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

        var read = ProcessFacts.FromProcFileSystem();
        var asked = ProcessFacts.FromProcessClass();

        Assert.Equal(asked.StartUnixSeconds, read.StartUnixSeconds, tolerance: 1.5);
        Assert.Equal(1, (double)read.VirtualBytes / asked.VirtualBytes, tolerance: 0.1);
        Assert.Equal(1, (double)read.PrivateBytes / asked.PrivateBytes, tolerance: 0.1);
        Assert.InRange(read.Handles, asked.Handles - 20, asked.Handles + 20);
        Assert.InRange(read.Threads, asked.Threads - 20, asked.Threads + 20);
    }
}
