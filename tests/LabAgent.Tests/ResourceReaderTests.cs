using System.Globalization;
using GitOpsDemo.LabAgent.Measuring;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class ResourceReaderTests : IDisposable
{
    private static readonly string Id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_container_is_measured_through_its_control_group_version_2()
    {
        Write("proc", "cgroup", "0::/system.slice/docker-abc.scope");
        _folder.Write("cgroup/system.slice/docker-abc.scope/memory.current", "50000000\n");
        _folder.Write("cgroup/system.slice/docker-abc.scope/memory.stat", "anon 100\ninactive_file 8000000\nactive_file 1\n");
        _folder.Write("cgroup/system.slice/docker-abc.scope/cpu.stat", "usage_usec 2500000\nuser_usec 1\n");

        Assert.Equal(new ResourceUsage(42000000, 2.5), Read("abc"));
    }

    [Fact]
    public void A_container_is_measured_through_its_control_groups_version_1()
    {
        Write("proc", "cgroup", "4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/");
        _folder.Write("cgroup/memory/docker/abc/memory.usage_in_bytes", "50000000\n");
        _folder.Write("cgroup/memory/docker/abc/memory.stat", "cache 1\ntotal_inactive_file 60000000\n");
        _folder.Write("cgroup/cpu,cpuacct/docker/abc/cpuacct.usage", "1500000000\n");

        Assert.Equal(new ResourceUsage(0, 1.5), Read("abc"));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData(null)]
    public void A_process_is_measured_through_proc_and_so_is_a_container_whose_control_groups_are_not_mounted(string? container)
    {
        Write("proc", "cgroup", "4:memory:/docker/abc\n0::/");
        Write("proc", "smaps_rollup", "00400000-7ffd ---p 00000000 00:00 0    [rollup]\nRss:    90000 kB\nPss:    50000 kB");
        Write("proc", "stat", $"{Id} (a) name) S 1 1 1 0 -1 4194304 500 0 0 0 1234 66 0 0 20 0 20 0 8888 0 0");

        Assert.Equal(new ResourceUsage(50000 * 1024, 13), Read(container));
    }

    [Fact]
    public void What_can_not_be_seen_is_not_guessed()
    {
        Assert.Null(Read(null));
        Assert.Null(new ResourceReader("/proc", "/sys/fs/cgroup").Read(Pod(null) with { Process = null }));
    }

    private void Write(string top, string file, string content) => _folder.Write($"{top}/{Id}/{file}", content);

    private ResourceUsage? Read(string? container) => new ResourceReader(_folder["proc"], _folder["cgroup"]).Read(Pod(container));

    private static AgentPod Pod(string? container) => new("n", "p", "c", "i", new Uri("http://127.0.0.1:1"))
    {
        Process = ProcessIdentity.Of(Environment.ProcessId),
        ContainerId = container,
    };
}
