using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Tests.GitOps;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Versioning;

[Trait(Traits.Category, Traits.Integration)]
public sealed class VersionFromGitTests : IDisposable
{
    /// <summary>The expression that semver.org suggests, without build metadata.</summary>
    private static readonly Regex SemanticVersion = new(
        @"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?$");

    private readonly GitCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Commits_after_a_tag_are_counted()
    {
        await CommittedAsync();
        await _checkout.GitAsync("tag", "v1.4.0");
        Assert.Equal("1.4.0", (await VersionAsync()).Text);

        await _checkout.CommitAsync();
        await _checkout.CommitAsync();
        await _checkout.CommitAsync();

        var version = await VersionAsync();
        var commit = await _checkout.GitAsync("rev-parse", "HEAD");
        Assert.Equal(($"1.4.0-3-g{commit[..7]}", commit), (version.Text, version.Revision));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(4), version.Created);
    }

    [Theory]
    [InlineData("2.0.0-rc.1", "2.0.0-rc.1-1-g")]
    [InlineData("v10.20.30", "10.20.30-1-g")]
    [InlineData("v1.2.3+build", "0.0.0-2-g")]
    [InlineData("v01.2.3", "0.0.0-2-g")]
    [InlineData("release-7", "0.0.0-2-g")]
    [InlineData("v1.2.3/x", "0.0.0-2-g")]
    public async Task Only_a_semantic_version_counts_as_a_tag(string tag, string expected)
    {
        await CommittedAsync();
        await _checkout.GitAsync("tag", tag);
        await _checkout.CommitAsync();

        Assert.StartsWith(expected, (await VersionAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkout_that_differs_from_its_commit_is_told_by_its_content()
    {
        await CommittedAsync();
        await _checkout.GitAsync("tag", "1.4.0");
        _checkout.Write("new", "untracked");

        var version = await VersionAsync();
        Assert.Matches("^1\\.4\\.0-0-g[0-9a-f]{7}-dirty\\.[0-9a-f]{8}$", version.Text);
        Assert.Equal(version, await VersionAsync());

        _checkout.Write("new", "changed");
        Assert.NotEqual(version.Text, (await VersionAsync()).Text);
    }

    [Theory]
    [InlineData("status.showUntrackedFiles", "no")]
    [InlineData("diff.ignoreSubmodules", "all")]
    public async Task No_setting_of_its_user_hides_that_it_differs(string setting, string value)
    {
        // Given a submodule, at its commit
        using var library = new GitCheckout();
        await library.InitialiseAsync();
        await library.CommitAsync();
        await CommittedAsync();
        await _checkout.GitAsync("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.Root, "library");
        await _checkout.CommitAsync();
        await _checkout.GitAsync("config", setting, value);
        Assert.DoesNotContain("dirty", (await VersionAsync()).Text, StringComparison.Ordinal);

        _checkout.Write(setting.StartsWith("diff", StringComparison.Ordinal) ? "library/new" : "new", "untracked");

        Assert.Contains("dirty", (await VersionAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_commit_or_without_git_the_content_is_the_version()
    {
        _checkout.Write("file", "content");
        var plain = await VersionAsync();
        await _checkout.InitialiseAsync();
        var initialised = await VersionAsync();

        Assert.Matches("^0\\.0\\.0-[0-9a-f]{8}$", plain.Text);
        Assert.Equal((plain.Text, DateTimeOffset.UnixEpoch, null), (initialised.Text, initialised.Created, initialised.Revision));
    }

    [Fact]
    public async Task A_folder_inside_another_repository_is_not_that_repository()
    {
        await CommittedAsync();
        var runner = new CommandRunner(new RecordingLog());
        var inner = Path.GetDirectoryName(_checkout.Write("inner/file", "content"))!;

        var version = await new VersionFromGit(inner, runner).ReadAsync(default);

        Assert.StartsWith("0.0.0-", version.Text, StringComparison.Ordinal);
        Assert.Null(version.Revision);
    }

    [Fact]
    public async Task Without_a_git_program_the_content_is_the_version()
    {
        await CommittedAsync();
        var runner = new NoGit();

        var version = await new VersionFromGit(_checkout.Root, runner).ReadAsync(default);

        Assert.Matches("^0\\.0\\.0-[0-9a-f]{8}$", version.Text);
    }

    [Theory]
    [InlineData("https://ada:secret@forge.example.com/acme/demo.git", "https://forge.example.com/acme/demo")]
    [InlineData("http://forge.example.com:3000/acme/demo?token=secret", "http://forge.example.com:3000/acme/demo")]
    [InlineData("git@forge.example.com:acme/demo.git", "https://forge.example.com/acme/demo")]
    [InlineData("ssh://git@forge.example.com:2222/acme/demo.git/", "https://forge.example.com/acme/demo")]
    [InlineData("/srv/git/demo.git", null)]
    [InlineData("file:///srv/git/demo.git", null)]
    [InlineData("C:\\git\\demo", null)]
    [InlineData("../demo", null)]
    public async Task The_source_is_a_web_address_without_secrets(string remote, string? source)
    {
        await CommittedAsync();
        await _checkout.GitAsync("remote", "add", "origin", remote);

        Assert.Equal(source, (await VersionAsync()).Source);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Signatures_that_git_shows_its_user_are_not_taken_for_the_commit()
    {
        await _checkout.InitialiseAsync();
        SigningUser.Configure(Path.Combine(_checkout.Root, ".git", "config"));
        await _checkout.CommitAsync();

        var version = await VersionAsync();

        Assert.Contains("Good signature", await _checkout.GitAsync("show", "--no-patch", "HEAD"));
        Assert.Equal(await _checkout.GitAsync("rev-parse", "HEAD"), version.Revision);
    }

    [Fact]
    public async Task A_checkout_of_another_user_stops_it_with_what_makes_git_trust_it()
    {
        await CommittedAsync();
        var asAnother = new InterceptingRunner(new CommandRunner(new RecordingLog()))
        {
            Before = command => command with
            {
                Environment = new Dictionary<string, string?>(command.Environment) { ["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1" },
            },
        };

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => new VersionFromGit(_checkout.Root, asAnother).ReadAsync(default));

        Assert.Equal($"git config --global --add safe.directory {_checkout.Root}", failure.Next);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("1.4.0", false)]
    public async Task A_shallow_checkout_is_known_where_a_whole_one_would_have_another_version(string? tag, bool isDoubtful)
    {
        await CommittedAsync();
        await _checkout.CommitAsync();
        if (tag is not null)
        {
            await _checkout.GitAsync("tag", tag);
        }

        using var shallow = new TemporaryFolder();
        var runner = new CommandRunner(new RecordingLog());
        await runner.RunAsync(new Command("git", "clone", "--quiet", "--depth=1", $"file://{_checkout.Root}", shallow["clone"]));

        var version = await new VersionFromGit(shallow["clone"], runner).ReadAsync(default);

        Assert.Equal(isDoubtful, version.IsOfShallowCheckout);
        Assert.False((await VersionAsync()).IsOfShallowCheckout);
    }

    [Fact]
    public async Task Every_version_is_a_semantic_one_and_a_valid_image_tag()
    {
        await CommittedAsync();
        await _checkout.GitAsync("tag", "v1.4.0-beta.2");
        for (var change = 0; change < 40; change++)
        {
            _checkout.Write("file", $"change {change}");
            var version = (await VersionAsync()).Text;

            Assert.Matches(SemanticVersion, version);
            Assert.Equal(version, ImageReference.Create("localhost:5000", "demo", version).Tag);
        }
    }

    private Task<SourceVersion> VersionAsync() => _checkout.VersionAsync();

    private async Task CommittedAsync()
    {
        await _checkout.InitialiseAsync();
        _checkout.Write("file", "content");
        await _checkout.CommitAsync();
    }

    private sealed class NoGit : ICommandRunner
    {
        private readonly CommandRunner _runner = new(new RecordingLog());

        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default) =>
            _runner.RunAsync(command with { FileName = "git-is-not-installed-here" }, cancellationToken);
    }
}
