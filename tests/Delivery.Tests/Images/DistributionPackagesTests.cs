using System.Runtime.Versioning;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>What apt and dpkg are asked for; that they bring it is tested with the tools.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DistributionPackagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Packages_are_unpacked_together_and_their_files_do_not_stay()
    {
        var apt = new AptAndDpkg();
        var computer = Computer("apt-get", "dpkg-deb");
        using var debian = new DebianPackages(computer, apt, _log);
        var packages = new DistributionPackages(debian, computer);

        await packages.UnpackAsync(["libc6", "tzdata"], _folder["root"], default);

        Assert.True(packages.IsAvailable);
        Assert.Equal(["libc6_1_amd64.deb", "tzdata_2_all.deb"], Directory.EnumerateFiles(_folder["root"]).Select(Path.GetFileName).Order());
        Assert.False(Directory.Exists(_folder["root.downloads"]));
        Assert.Equal(
            "Package: libc6_1_amd64.deb\n", await File.ReadAllTextAsync(_folder["root", "var", "lib", "dpkg", "status.d", "libc6"]));
    }

    [Fact]
    public void Without_apt_there_are_none()
    {
        var computer = Computer("dpkg-deb");
        using var debian = new DebianPackages(computer, new AptAndDpkg(), _log);

        Assert.False(new DistributionPackages(debian, computer).IsAvailable);
    }

    [Fact]
    public void Those_of_another_processor_are_none_for_the_image()
    {
        var computer = Computer("apt-get", "dpkg-deb") with { Platform = new("linux", "arm64") };
        using var debian = new DebianPackages(computer, new AptAndDpkg(), _log);

        Assert.False(new DistributionPackages(debian, computer).IsAvailable);
    }

    private ToolEnvironment Computer(params string[] programs)
    {
        foreach (var program in programs)
        {
            File.SetUnixFileMode(_folder.Write($"bin/{program}", ""), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return new ToolEnvironment(_folder[".tools"], new SearchPath([_folder["bin"]]), new("linux", "amd64"));
    }

    private sealed class AptAndDpkg : ICommandRunner
    {
        private const string Listing = """
            'uri' libc6_1_amd64.deb 3 SHA256:1
            'uri' tzdata_2_all.deb 4 SHA256:2

            """;

        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
        {
            if (command.Arguments[0] == "-x")
            {
                Directory.CreateDirectory(command.Arguments[2]);
                File.WriteAllText(Path.Combine(command.Arguments[2], Path.GetFileName(command.Arguments[1])), "");
            }

            var output = command.Arguments.Contains("--print-uris") ? Listing
                : command.Arguments[0] == "--field" ? $"Package: {Path.GetFileName(command.Arguments[1])}\n"
                : "";
            return Task.FromResult(new CommandResult(0, output, ""));
        }
    }
}
