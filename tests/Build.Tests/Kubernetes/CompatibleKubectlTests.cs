using System.Runtime.Versioning;
using Cake.Core.IO;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Tests.CakeTools;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;
using NSubstitute;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>
/// Which of several programs asks a server of version 1.36. They are scripts, and the pinned package a folder that was downloaded before.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
[UnsupportedOSPlatform("windows")]
public sealed class CompatibleKubectlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("35")]
    [InlineData("37")]
    public async Task The_one_on_PATH_is_taken_as_long_as_Kubernetes_supports_it(string minor)
    {
        var onPath = Kubectl("bin", minor);
        Kubectl(Pinned, "36");

        Assert.Equal(onPath, await FindAsync());
    }

    [Fact]
    public async Task One_that_is_too_old_gives_way_to_the_pinned_one_which_is_told()
    {
        Kubectl("bin", "32");
        var pinned = Kubectl(Pinned, "35");

        Assert.Equal(pinned, await FindAsync());
        Assert.Contains(
            _log.Lines,
            line => line.StartsWith("kubectl 1.35.2 of ", StringComparison.Ordinal)
                && line.EndsWith("1.32 on PATH is too far from Kubernetes 1.36", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_none_fits_the_nearest_is_taken()
    {
        Kubectl("bin", "32");
        var nearer = Kubectl(Pinned, "34");

        Assert.Equal(nearer, await FindAsync());
    }

    private static string Pinned => Path.Combine(".tools", "release-kubectl-1.0.0");

    private async Task<string> FindAsync()
    {
        var package = new ReleaseSource
        {
            Project = "kubectl",
            Version = "1.0.0",
            Archive = "http://127.0.0.1:6/kubectl",
            Checksums = "http://127.0.0.1:6/sums",
            Programs = new Dictionary<Tool, string> { [Tool.Kubectl] = "kubectl" },
        };
        var requirements =
            new Dictionary<Tool, ToolRequirement> { [Tool.Kubectl] = new(["kubectl"], new Version(1, 31), ["version", "--client"]) };
        var manifest = new ToolManifest(requirements, [package]) { BaseImage = "localhost/base" };
        var environment = new ToolEnvironment(
            _folder[".tools"], new SearchPath([_folder["bin"]]), Delivery.Programs.Tools.ToolPlatform.Current);
        var runner = new CommandRunner(_log);
        using var debian = new DebianPackages(environment, runner, _log);
        var tools = new Toolbox(() => manifest, environment, debian, runner, _log, TimeProvider.System);
        var cake = RunnerContext.Of(CakeContext.OnDisk(Substitute.For<IProcessRunner>()));
        return await new CompatibleKubectl(cake, tools, "k3s", _log).FindAsync(default);
    }

    private string Kubectl(string folder, string minor)
    {
        var path = _folder.Write(Path.Combine(folder, "kubectl"), $$$"""
            #!/bin/sh
            case "$*" in
            *--client*) echo 'Client Version: v1.{{{minor}}}.2' ;;
            *) echo '{"clientVersion":{"major":"1","minor":"{{{minor}}}"},"serverVersion":{"major":"1","minor":"36","gitVersion":"v1.36.0"}}' ;;
            esac
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
