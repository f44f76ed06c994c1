using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Documents;

/// <summary>What a release says is its section of the changelog.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ReleaseNotesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReleaseNotesTests()
    {
        Directory.CreateDirectory(_folder[".ci"]);
        File.Copy(Path.Combine(Repository.Root, ".ci", "release-notes"), _folder[".ci", "release-notes"]);
        _folder.Write(
            "CHANGELOG.md",
            "# Changes\n\n## Unreleased\n\n- next\n\n## 1.5.0 - 2026-12-01\n\n### Added\n\n- one\n\n## 1.5.0-rc.1\n\n- zero\n");
    }

    [Fact]
    public async Task Are_the_section_of_the_version_and_nothing_else() =>
        Assert.Equal("### Added\n\n- one", (await NotesAsync("1.5.0")).Output.Trim());

    [Fact]
    public async Task Are_refused_for_a_version_that_the_changelog_does_not_know()
    {
        var run = await NotesAsync("1.6.0");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("release-notes: CHANGELOG.md has no section \"## 1.6.0\". Next: ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CommandResult> NotesAsync(string version) =>
        new CommandRunner(new RecordingLog()).RunAsync(
            new Command("bash", _folder[".ci", "release-notes"], version) { SuccessCodes = null }, default);
}
