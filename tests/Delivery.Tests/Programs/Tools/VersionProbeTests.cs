using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

public sealed class VersionProbeTests
{
    [Theory]
    [InlineData("v4.1.4+g05fa379", "4.1.4")]
    [InlineData("Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0", "1.32.4")]
    [InlineData("prometheus, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds-5+deb12u1)\n  go version: go1.19.8", "2.42.0")]
    [InlineData("amtool, version 0.25.0 (branch: debian/sid, revision: 0.25.0-1+b4)", "0.25.0")]
    [InlineData("/home/me/demo-1.2.3/.tools/docker-registry github.com/docker/distribution 2.8.2+ds1", "2.8.2")]
    [InlineData("registry github.com/distribution/distribution/v3 v3.0.0", "3.0.0")]
    [InlineData("tool 12.7", "12.7")]
    public void The_first_version_in_the_output_is_the_programs(string output, string expected) =>
        Assert.Equal(Version.Parse(expected), VersionProbe.Parse(output, "/home/me/demo-1.2.3/.tools/docker-registry"));

    [Theory]
    [InlineData("")]
    [InlineData("unknown command")]
    [InlineData("version 7")]
    [InlineData("go1.19")]
    [InlineData("build 99999999999.1")]
    public void Output_without_a_version_has_none(string output) => Assert.Null(VersionProbe.Parse(output, "/bin/tool"));

    [Fact]
    public async Task A_program_is_asked_once_until_it_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var log = new RecordingLog();
        var probe = new VersionProbe(new CommandRunner(log), log);
        var program = FakeProgram.Write(folder.Path, "tool", "1.2.3");

        Assert.Equal(new Version(1, 2, 3), await probe.AskAsync(program, ["--version"], default));
        FakeProgram.Write(folder.Path, "tool", "2.0.0");
        Assert.Equal(new Version(1, 2, 3), await probe.AskAsync(program, ["--version"], default));
        probe.Forget(program);
        Assert.Equal(new Version(2, 0, 0), await probe.AskAsync(program, ["--version"], default));
    }

    [Fact]
    public async Task A_program_that_fails_has_no_version()
    {
        using var folder = new TemporaryFolder();
        var log = new RecordingLog();
        var program = FakeProgram.WriteScript(folder.Path, "tool", "echo 1.2.3; exit 3");

        Assert.Null(await new VersionProbe(new CommandRunner(log), log).AskAsync(program, [], default));
        Assert.Contains(log.Lines, line => line.Contains("exit code 3", StringComparison.Ordinal));
    }
}
