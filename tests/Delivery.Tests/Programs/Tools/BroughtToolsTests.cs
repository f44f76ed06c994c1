using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

[Trait(Traits.Category, Traits.Integration)]
public sealed class BroughtToolsTests(BroughtTools brought) : IClassFixture<BroughtTools>
{
    [Fact]
    public void Both_builds_find_every_tool_in_the_same_place_and_each_package_came_once()
    {
        Assert.Equal(ToolNames.Needed.Count, brought.Found[0].Count);
        Assert.Equal(brought.Found[0], brought.Found[1]);
        Assert.All(brought.Found[0].Values, path => Assert.StartsWith(brought.Environment.Folder, path, StringComparison.Ordinal));

        var lines = brought.Log.Lines.Where(line => line.StartsWith("downloading", StringComparison.Ordinal)).ToList();
        Assert.Equal(lines.Distinct(), lines);
    }

    [Fact]
    public void Nothing_is_left_behind_but_the_programs_and_what_they_read()
    {
        var tools = brought.Environment.Folder;
        var files = Directory.EnumerateFiles(tools, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).Length > 0)
            .Where(file => !file.StartsWith(Path.Combine(tools, "debian-prometheus-alertmanager", "share"), StringComparison.Ordinal));

        Assert.Equal(brought.Found[0].Values.Order(), files.Order());
    }

    [Fact]
    public async Task A_later_build_finds_them_without_a_network()
    {
        // Given: no npm, no apt.
        var environment = brought.Environment with { SearchPath = new SearchPath([]) };
        var log = new RecordingLog();
        var runner = new CommandRunner(log);
        using var packages = new DebianPackages(environment, runner, log);
        var toolbox = new Toolbox(() => brought.Manifest, environment, packages, runner, log, TimeProvider.System);

        // When, then
        foreach (var tool in ToolNames.Needed)
        {
            var found = await toolbox.LocateAsync(tool, default);
            Assert.Equal(brought.Found[0][tool], found?.Path);
            Assert.True(found!.Version >= brought.Manifest.Tools[tool].Minimum);
        }
    }

    [Fact]
    public async Task Packages_for_a_base_image_are_downloaded_and_unpacked()
    {
        // Given
        using var folder = new TemporaryFolder();
        var log = new RecordingLog();
        using var packages = new DebianPackages(brought.Environment, new CommandRunner(log), log);

        // When
        foreach (var file in brought.PackageFiles)
        {
            Assert.Equal(file.Bytes, new FileInfo(file.Path).Length);
            await packages.ExtractAsync(file.Path, folder["layer"], default);
        }

        // Then
        Assert.Equal(["ca-certificates", "tzdata"], brought.PackageFiles.Select(file => file.Package));
        Assert.True(File.Exists(folder["layer", "usr", "share", "zoneinfo", "Europe", "Berlin"]));
        Assert.True(Directory.Exists(folder["layer", "usr", "share", "ca-certificates", "mozilla"]));
    }
}
