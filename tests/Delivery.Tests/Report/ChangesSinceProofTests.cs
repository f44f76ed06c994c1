using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ChangesSinceProofTests : IDisposable
{
    private static readonly string Digest = $"sha256:{new string('1', 64)}";
    private static readonly string Other = $"sha256:{new string('2', 64)}";

    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _runner = new(new RecordingLog());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commits_lines_of_the_overlay_and_charts_are_told()
    {
        // Given
        await GitAsync("init", "--quiet");
        var before = await CommitAsync("Sell apples");
        var now = await CommitAsync("Sell pears, too");
        var proven = new DeployFacts($"ghcr.io/team/shop@{Digest}", "aaaaaaaaaaaaaaaa")
        {
            SourceCommit = before,
            Manifests = "kind: Deployment\nspec:\n  replicas: 2\n",
            Charts = new Dictionary<string, string> { ["loki"] = "loki-6.1.0", ["alloy"] = "alloy-1.0.0" },
        };
        var failed = new DeployFacts($"ghcr.io/team/shop@{Other}", "bbbbbbbbbbbbbbbb")
        {
            SourceCommit = now,
            Manifests = "kind: Deployment\nspec:\n  replicas: 1\n",
            Charts = new Dictionary<string, string> { ["loki"] = "loki-6.2.0", ["alloy"] = "alloy-1.0.0" },
        };

        // When
        var changes = await CompareAsync(proven, failed);
        var back = await CompareAsync(failed, proven);

        // Then
        Assert.Equal(
            [
                ("last proven", $"ghcr.io/team/shop@{Digest}, proven at 1970-01-01 00:00 UTC with GitOps commit aaaaaaaaaaaa"),
                ("commits since", $"+ {now[..7]} Sell pears, too"),
                ("overlay since", "-  replicas: 2"),
                ("", "+  replicas: 1"),
                ("charts since", "loki: loki-6.1.0 → loki-6.2.0"),
            ],
            changes.Facts);
        Assert.Equal([$"- {now[..7]} Sell pears, too"], back.Commits);
    }

    [Fact]
    public async Task What_is_not_known_is_said_and_what_is_equal_is_none()
    {
        await GitAsync("init", "--quiet");
        var proven = new DeployFacts($"ghcr.io/team/shop@{Digest}", "aaaaaaaaaaaaaaaa") { SourceCommit = new string('a', 40) };

        var unknown = await CompareAsync(proven, proven with { SourceCommit = await CommitAsync("Sell apples") });
        var silent = await CompareAsync(proven with { SourceCommit = null }, proven);
        var equal = await CompareAsync(proven with { Manifests = "a" }, proven with { Manifests = "a" });

        Assert.StartsWith("the same image, proven at", unknown.Since, StringComparison.Ordinal);
        Assert.StartsWith("not known: this checkout does not have both aaaaaaaaaaaa and", Assert.Single(unknown.Commits));
        Assert.StartsWith("not known: an image does not say", Assert.Single(silent.Commits));
        Assert.Equal(["not known: the manifests of then, or of now, can't be rendered"], silent.Overlay);
        Assert.Contains(("overlay since", "none"), equal.Facts);
    }

    private Task<ReportedChanges> CompareAsync(DeployFacts proven, DeployFacts failed) =>
        new ChangesSinceProof(new GitCommand(_folder.Path, _runner), new TextDiff(_runner))
            .CompareAsync(proven, DateTimeOffset.UnixEpoch, failed, default);

    private async Task<string> CommitAsync(string subject)
    {
        await GitAsync(
            "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty", $"--message={subject}");
        return (await GitAsync("rev-parse", "HEAD")).Output.Trim();
    }

    private Task<CommandResult> GitAsync(params string[] arguments) =>
        _runner.RunAsync(new Command("git", ["-C", _folder.Path, .. arguments]));
}
