using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>The clone that is kept between runs: shallow and sparse at first, deeper when history is asked for.</summary>
internal sealed class GitClone(GitOpsSettings settings, ICommandRunner runner)
{
    /// <summary>Says what the clone was made for. A folder without it is not ours to delete.</summary>
    private const string MarkerFile = "gitops-clone";

    private readonly Git _git = new(runner, settings);
    private bool _isFresh;

    /// <summary>The checkout's folder.</summary>
    public string Folder => settings.CloneFolder;

    private string GitFolder => Path.Combine(Folder, ".git");

    private string TrackingRef => $"refs/remotes/origin/{settings.Branch}";

    private string Purpose => string.Join('\n', [settings.Remote, .. settings.Folders]);

    /// <summary>Makes the clone usable: made when it is missing, is for something else, or a fresh one is asked for.</summary>
    public async Task PrepareAsync(bool fresh, CancellationToken cancellationToken)
    {
        var marker = Path.Combine(GitFolder, MarkerFile);
        if (!fresh && File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellationToken) == Purpose)
        {
            RemoveStaleLocks();
            return;
        }

        if (Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any() && !File.Exists(marker))
        {
            throw new DeliveryException(
                "the GitOps repository can't be cloned",
                $"`{Folder}` is there and is no clone that this build made",
                "move it away, or name another folder");
        }

        await CreateAsync(cancellationToken);
        _isFresh = true;
    }

    /// <summary>Brings the branch's newest commits and returns the id of its tip.</summary>
    public async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        var isKnown = await FindAsync(TrackingRef, cancellationToken) is not null;
        await FetchAsync(isKnown ? [] : ["--depth=1"], cancellationToken);
        return await FindAsync(TrackingRef, cancellationToken)
            ?? throw new TryAgainException("the fetched branch is not there", needsFreshClone: true);
    }

    /// <summary>Brings the branch's whole history and returns the id of its tip.</summary>
    public async Task<string> FetchHistoryAsync(CancellationToken cancellationToken)
    {
        var tip = await FetchAsync(cancellationToken);
        if (File.Exists(Path.Combine(GitFolder, "shallow")))
        {
            await FetchAsync(["--unshallow"], cancellationToken);
        }

        return tip;
    }

    /// <summary>The full id of a commit, or null when the clone does not have it.</summary>
    public async Task<string?> FindAsync(string revision, CancellationToken cancellationToken)
    {
        var result = await LocalAsync(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}"], AnyAnswer, cancellationToken);
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }

    /// <summary>Makes the checkout equal to a commit, whatever an earlier run has left there.</summary>
    public async Task CheckOutAsync(string commit, CancellationToken cancellationToken)
    {
        await LocalAsync(["checkout", "--quiet", "--force", "--detach", commit], null, cancellationToken);
        await LocalAsync(["clean", "--quiet", "-ffdx"], null, cancellationToken);
    }

    /// <summary>Stages paths and returns the files that differ from the checked-out commit.</summary>
    public async Task<IReadOnlyList<string>> StageAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        // Through standard input: a thousand paths are more than some systems take as arguments.
        await LocalAsync(
            ["add", "--all", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"],
            command => command with { StandardInput = string.Join('\0', paths) },
            cancellationToken);
        var result = await LocalAsync(["diff", "--cached", "--name-only", "--no-renames", "-z"], null, cancellationToken);
        return result.Output.TrimEnd('\n').Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Commits what is staged on top of a commit and returns the new one's id.</summary>
    public async Task<string> CommitAsync(CommitMessage message, string parent, CancellationToken cancellationToken)
    {
        await LocalAsync(
            ["commit", "--quiet", "--cleanup=verbatim", "--file=-"],
            command => command with { StandardInput = message.ToString() },
            cancellationToken);
        var result = await LocalAsync(["rev-list", "--parents", "--max-count=1", "HEAD"], null, cancellationToken);

        // A git that outlived a killed run may have moved HEAD between two of our commands.
        return result.Output.Trim().Split(' ') is [var commit, var its] && its == parent
            ? commit
            : throw new TryAgainException("the clone was changed by something else", needsFreshClone: true);
    }

    /// <summary>Pushes a commit to a branch. Never forced: when the branch has moved on, the remote refuses.</summary>
    public Task PushAsync(string commit, string branch, CancellationToken cancellationToken) =>
        RemoteAsync($"push to `{branch}`", ["push", "--porcelain", "origin", $"{commit}:refs/heads/{branch}"], cancellationToken);

    /// <summary>The text of a file at a commit, or null where there is none.</summary>
    public async Task<string?> ReadAsync(string commit, string path, CancellationToken cancellationToken)
    {
        var found = await LocalAsync(["ls-tree", "--name-only", commit, "--", path], null, cancellationToken);
        return found.Output.Length == 0 ? null : (await LocalAsync(["show", $"{commit}:{path}"], null, cancellationToken)).Output;
    }

    /// <summary>Whether a commit is another one or comes before it, as far as the clone knows.</summary>
    public async Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken)
    {
        var result = await LocalAsync(["merge-base", "--is-ancestor", ancestor, descendant], AnyAnswer, cancellationToken);
        return result.ExitCode == 0;
    }

    /// <summary>Runs a git command that needs no remote. Its failure is the kept clone's fault, unless the clone is fresh.</summary>
    private async Task<CommandResult> LocalAsync(
        IReadOnlyList<string> arguments, Func<Command, Command>? adapt, CancellationToken cancellationToken)
    {
        try
        {
            return await _git.RunAsync(GitFolder, Folder, arguments, adapt, cancellationToken);
        }
        catch (DeliveryException exception) when (!_isFresh)
        {
            throw new TryAgainException(exception.Message, needsFreshClone: true);
        }
    }

    private async Task RemoteAsync(string what, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await _git.RunAsync(GitFolder, Folder, arguments, AnyAnswer, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw RemoteFailure.From(what, result.Error + result.Output);
        }
    }

    private Task FetchAsync(string[] depth, CancellationToken cancellationToken)
    {
        string[] filter = settings.IsLocal ? [] : ["--filter=blob:none"];
        return RemoteAsync(
            $"fetch `{settings.Branch}` of {settings.Remote}",
            ["fetch", "--quiet", "--no-tags", .. depth, .. filter, "origin", $"+refs/heads/{settings.Branch}:{TrackingRef}"],
            cancellationToken);
    }

    /// <summary>Makes the clone under another name and renames it, so that a killed run leaves none or a whole one.</summary>
    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var unfinished = Folder + ".new";
        var gitFolder = Path.Combine(unfinished, ".git");
        Delete(unfinished);
        Delete(Folder);
        await _git.RunAsync(null, null, ["init", "--quiet", "--template=", "--", unfinished], null, cancellationToken);
        await _git.RunAsync(gitFolder, unfinished, ["remote", "add", "origin", settings.Remote], null, cancellationToken);
        if (settings.Folders.Count > 0)
        {
            await _git.RunAsync(gitFolder, unfinished, ["sparse-checkout", "set", "--cone", .. settings.Folders], null, cancellationToken);
        }

        // Content is kept byte for byte, whatever the repository's own attributes say.
        AtomicFile.WriteAllText(Path.Combine(gitFolder, "info", "attributes"), "* -text -ident -filter -working-tree-encoding\n");
        WriteAskPass(Path.Combine(gitFolder, Git.AskPassFile));
        AtomicFile.WriteAllText(Path.Combine(gitFolder, MarkerFile), Purpose);
        Directory.Move(unfinished, Folder);
    }

    private static void WriteAskPass(string path)
    {
        AtomicFile.WriteAllText(path, Git.AskPassScript.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Removes the locks of a git that was killed. No other one works here: the run holds the clone's file lock.</summary>
    private void RemoveStaleLocks()
    {
        foreach (var path in Directory.EnumerateFiles(GitFolder, "*.lock", SearchOption.AllDirectories))
        {
            File.Delete(path);
        }
    }

    /// <summary>Lets the caller look at git's exit code: 1 says no, 128 says that git gave up.</summary>
    private static Command AnyAnswer(Command command) => command with { SuccessCodes = [0, 1, 128] };

    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // git makes its objects read-only, which Windows takes for a reason not to delete them.
        foreach (var file in OperatingSystem.IsWindows() ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [])
        {
            file.Attributes = FileAttributes.Normal;
        }

        Directory.Delete(folder, recursive: true);
    }
}
