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

        await packages.UnpackAsync(["libc6", "tzdata"], new("amd64", "linux"), _folder["root"], default);

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
    public async Task Those_of_another_processor_have_lists_of_their_own()
    {
        var apt = new AptAndDpkg();
        var computer = Computer("apt-get", "dpkg-deb");
        using var debian = new DebianPackages(computer, apt, _log);
        var packages = new DistributionPackages(debian, computer);

        foreach (var (processor, folder) in new[] { ("arm64", "one"), ("amd64", "two"), ("arm64", "three") })
        {
            await packages.UnpackAsync(["libc6"], new(processor, "linux"), _folder[folder], default);
        }

        // Then apt was told of the one that is not its own, and each list was fetched once.
        var updates = apt.Commands.Where(command => command.Arguments.Contains("update")).ToList();
        Assert.Equal(2, updates.Count);
        Assert.Contains("APT::Architecture=arm64", updates[0].Arguments);
        Assert.DoesNotContain(updates[1].Arguments, argument => argument.Contains("APT::Architecture", StringComparison.Ordinal));
        Assert.NotEqual(ListsOf(updates[0]), ListsOf(updates[1]));
        Assert.Equal(ListsOf(updates[0]), ListsOf(apt.Commands.Last(command => command.Arguments.Contains("download"))));

        static string ListsOf(Command command) => command.Arguments.Single(
            argument => argument.StartsWith("Dir::State::lists=", StringComparison.Ordinal));
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

        public List<Command> Commands { get; } = [];

        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
        {
            Commands.Add(command);
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
