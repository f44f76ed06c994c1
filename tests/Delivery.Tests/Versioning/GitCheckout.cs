using System.Globalization;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Versioning;

/// <summary>A real git repository in a folder of its own.</summary>
internal sealed class GitCheckout : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _runner = new(new RecordingLog());
    private int _commits;

    public string Root => _folder.Path;

    public SourceFingerprint Fingerprint => new(Root, _runner);

    public Task<SourceVersion> VersionAsync() => new VersionFromGit(Root, _runner).ReadAsync(default);

    public string Write(string path, string content) => _folder.Write(path, content);

    /// <summary>Commits everything, one minute after the commit before.</summary>
    public async Task CommitAsync()
    {
        _commits++;
        var date = DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(_commits).ToString("O", CultureInfo.InvariantCulture);
        await GitAsync("add", "--all");
        string[] author = ["-c", "user.name=ada", "-c", "user.email=ada@example.com"];
        await _runner.RunAsync(new Command("git", [.. author, "commit", "--quiet", "--allow-empty", "--message", "change"])
        {
            WorkingDirectory = Root,
            Environment = new Dictionary<string, string?> { ["GIT_COMMITTER_DATE"] = date, ["GIT_AUTHOR_DATE"] = date },
        });
    }

    public Task InitialiseAsync() => GitAsync("init", "--quiet", "--initial-branch=main");

    public async Task<string> GitAsync(params string[] arguments) =>
        (await _runner.RunAsync(new Command("git", arguments) { WorkingDirectory = Root })).Output.Trim();

    public void Dispose() => _folder.Dispose();
}
