using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

public sealed class DebianPackagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    private ToolEnvironment Here => new(_folder[".tools"], new SearchPath([_folder["bin"]]), ToolPlatform.Current);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_listing_of_apt_gives_names_versions_and_sizes()
    {
        const string Listing = """
            'https://mirror/pool/main/g/glibc/libc6_2.36-9%2bdeb12u14_amd64.deb' libc6_2.36-9+deb12u14_amd64.deb 2758284 SHA256:aa
            'https://mirror/pool/main/t/tzdata/tzdata_2026a_all.deb' tzdata_1%3a2026a-0+deb12u1_all.deb 302000 SHA256:bb
            Reading package lists...
            """;

        Assert.Equal(
            [
                new DebianPackageFile("libc6", "2.36-9+deb12u14", "/to/libc6_2.36-9+deb12u14_amd64.deb", 2758284),
                new DebianPackageFile("tzdata", "1:2026a-0+deb12u1", "/to/tzdata_1%3a2026a-0+deb12u1_all.deb", 302000),
            ],
            DebianPackages.Parse(Listing, "/to"));
    }

    [Fact]
    public void Without_apt_it_is_not_available()
    {
        using var packages = new DebianPackages(Here, new CommandRunner(_log), _log);

        Assert.False(packages.IsAvailable);
    }

    [Fact]
    public async Task The_lists_are_fetched_once_kept_apart_from_the_system_and_removed_at_the_end()
    {
        // Given: an apt-get that notes its arguments and knows one package.
        FakeProgram.WriteScript(_folder["bin"], "apt-get", $"""
            echo "$@" >> '{_folder["calls"]}'
            for last; do :; done
            case "$*" in
              *--print-uris*) echo "'https://mirror/a.deb' $last""_1.0_all.deb 1500000 SHA256:aa" ;;
              *" download "*) echo content > "$last""_1.0_all.deb" ;;
            esac
            """);
        using (var packages = new DebianPackages(Here, new CommandRunner(_log), _log))
        {
            // When
            var file = Assert.Single(await packages.DownloadAsync(["one"], _folder["to"], default));
            await packages.DownloadAsync(["two"], _folder["to"], default);

            // Then
            Assert.Equal(new DebianPackageFile("one", "1.0", _folder["to", "one_1.0_all.deb"], 1500000), file);
            Assert.True(File.Exists(file.Path));
            Assert.Contains("downloading Debian's package one 1.0 (1.5 MB)", _log.Lines);
        }

        var calls = await File.ReadAllLinesAsync(_folder["calls"]);
        Assert.Single(calls, call => call.EndsWith(" update", StringComparison.Ordinal));
        Assert.All(calls, call => Assert.Contains($"Dir::State::lists={_folder[".tools"]}", call, StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(_folder[".tools"]));
    }

    [Fact]
    public async Task Lists_of_a_killed_build_are_removed_and_those_of_a_running_one_stay()
    {
        // Given
        FakeProgram.WriteScript(_folder["bin"], "apt-get", "exit 0");
        _folder.Write(".tools/apt-killed/lists/list", "content");
        using var running = FileLock.TryAcquire(_folder[".tools", "apt-running", "lock"]);
        using var packages = new DebianPackages(Here, new CommandRunner(_log), _log);

        // When
        await packages.DownloadAsync(["one"], _folder["to"], default);

        // Then
        Assert.False(Directory.Exists(_folder[".tools", "apt-killed"]));
        Assert.True(Directory.Exists(_folder[".tools", "apt-running"]));
    }

    [Fact]
    public async Task A_package_that_apt_does_not_know_is_a_clear_error()
    {
        FakeProgram.WriteScript(_folder["bin"], "apt-get", """
            case "$*" in
              *download*) echo "E: Unable to locate package nosuch" >&2; exit 100 ;;
            esac
            """);
        using var packages = new DebianPackages(Here, new CommandRunner(_log), _log);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => packages.DownloadAsync(["nosuch"], _folder["to"], default));

        Assert.Contains("Unable to locate package", failure.Why, StringComparison.Ordinal);
        Assert.Contains("apt-get update", failure.Next, StringComparison.Ordinal);
    }
}
