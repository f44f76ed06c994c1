using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>The clone that is kept between runs: shallow and sparse at first, deeper when history is asked for.</summary>
internal sealed class GitClone(GitOpsSettings settings, ICommandRunner runner)
{
    /// <summary>Says what the clone was made for. A folder without it is not ours to delete.</summary>
    private const string MarkerFile = "gitops-clone";

    /// <summary>git's exit code for a commit that would be empty.</summary>
    private const int NothingToCommit = 1;

    /// <summary>git's exit code for what it could not do.</summary>
    private const int GaveUp = 128;

    private readonly Git _git = new(runner, settings);
    private bool _isFresh;
    private bool _isClean;

    public string Folder => settings.CloneFolder;

    private string GitFolder => Path.Combine(Folder, ".git");

    private string Purpose => string.Join('\n', [settings.Remote, settings.Branch, .. settings.Folders]);

    /// <summary>Makes the clone usable: made when it is missing, is for something else, or a fresh one is asked for.</summary>
    public async Task OpenAsync(bool fresh, CancellationToken cancellationToken)
    {
        var marker = Path.Combine(GitFolder, MarkerFile);
        _isFresh = fresh || !File.Exists(marker) || await File.ReadAllTextAsync(marker, cancellationToken) != Purpose;
        _isClean = _isFresh;
        if (!_isFresh)
        {
            RemoveStaleLocks();
            await LocalAsync(["-c", "maintenance.auto=true", "maintenance", "run", "--auto", "--quiet"], null, cancellationToken);
            return;
        }

        if (Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any() && !File.Exists(marker))
        {
            throw new DeliveryException(
                "the GitOps repository can't be cloned",
                $"`{Folder}` is there and is not a clone of this build",
                "move it away, or name another folder");
        }

        await CreateAsync(cancellationToken);
    }

    /// <summary>Fetches the branch's newest commits and returns the id of its tip.</summary>
    public Task<string> FetchAsync(CancellationToken cancellationToken) => FetchAsync(Folder, settings.Branch, [], cancellationToken);

    /// <summary>
    /// Fetches the branch that is pushed to and returns the id of the commit to build on, and whether the watched branch has that commit. A
    /// pull request's branch that is there already is carried on, unless all of it has been merged.
    /// </summary>
    public async Task<(string Tip, bool IsWatched)> FetchTargetAsync(CancellationToken cancellationToken)
    {
        if (settings.PullRequestBranch is not { } branch || !await ExistsAsync(branch, cancellationToken))
        {
            return (await FetchAsync(cancellationToken), true);
        }

        var tip = await FetchHistoryAsync(cancellationToken);
        var begun = await FetchAsync(Folder, branch, [], cancellationToken);
        return await IsAncestorAsync(begun, tip, cancellationToken) ? (tip, true) : (begun, false);
    }

    /// <summary>Fetches the branch's whole history and returns the id of its tip.</summary>
    public async Task<string> FetchHistoryAsync(CancellationToken cancellationToken)
    {
        var tip = await FetchAsync(cancellationToken);
        if (File.Exists(Path.Combine(GitFolder, "shallow")))
        {
            await FetchAsync(Folder, settings.Branch, ["--unshallow"], cancellationToken);
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
        if (!_isClean)
        {
            await LocalAsync(["clean", "--quiet", "-ffdx"], null, cancellationToken);
            _isClean = true;
        }
    }

    /// <summary>Commits a change on top of a commit and returns it, or null when nothing differs.</summary>
    public async Task<string?> CommitAsync(GitOpsChange change, string parent, CancellationToken cancellationToken)
    {
        // Through standard input: a thousand paths are more than some systems take as arguments.
        await LocalAsync(
            ["add", "--all", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"],
            command => command with { StandardInput = string.Join('\0', change.Paths) },
            cancellationToken);
        var committed = await LocalAsync(
            [.. await SigningAsync(cancellationToken), "commit", "--quiet", "--cleanup=verbatim", "--file=-"],
            command => command with { StandardInput = change.Message.ToString(), SuccessCodes = [0, NothingToCommit, GaveUp] },
            cancellationToken);
        if (committed.ExitCode != 0)
        {
            return committed.ExitCode == NothingToCommit ? null : throw NotCommitted(committed.Error);
        }

        var shown = await LocalAsync(["log", "--max-count=1", "--format=%P %H"], null, cancellationToken);

        // A git that outlived a killed run may have moved HEAD between two of our commands.
        return shown.Output.Trim().Split(' ') is [var its, var id] && its == parent
            ? id
            : throw ByClone("the clone was changed by something else");
    }

    /// <summary>Pushes a commit to its branch. Never forced: when the branch has moved on, the remote refuses.</summary>
    public Task PushAsync(string commit, CancellationToken cancellationToken)
    {
        var branch = settings.PullRequestBranch ?? settings.Branch;
        return RemoteAsync(
            Folder, $"push to `{branch}`", ["push", "--porcelain", "origin", $"{commit}:refs/heads/{branch}"], cancellationToken);
    }

    /// <summary>The text of a file at a commit, or null where there is none.</summary>
    public async Task<string?> ReadAsync(string commit, string path, CancellationToken cancellationToken)
    {
        var found = await LocalAsync(["ls-tree", "--name-only", commit, "--", path], null, cancellationToken);
        return found.Output.Length == 0 ? null : (await LocalAsync(["show", $"{commit}:{path}"], null, cancellationToken)).Output;
    }

    /// <summary>The text of the first of several files that a commit has, or null.</summary>
    public async Task<string?> ReadFirstAsync(string commit, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        string? text = null;
        foreach (var path in paths)
        {
            text ??= await ReadAsync(commit, path, cancellationToken);
        }

        return text;
    }

    /// <summary>The commits that changed one of several files, the newest first, each with its values of a trailer.</summary>
    public async Task<IReadOnlyList<(string Commit, IReadOnlyList<string> Values)>> LogAsync(
        string tip, string trailer, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var format = $"%H%x09%(trailers:key={trailer},valueonly,separator=%x09)";
        var result = await LocalAsync(["log", $"--format={format}", tip, "--", .. paths], null, cancellationToken);
        return
        [
            .. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t', StringSplitOptions.RemoveEmptyEntries))
                .Select(parts => (parts[0], (IReadOnlyList<string>)parts[1..])),
        ];
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
            throw ByClone(exception.Message);
        }
    }

    /// <summary>The settings by which git signs as the user's own checkout says; none where signatures were not asked for.</summary>
    private async Task<IReadOnlyList<string>> SigningAsync(CancellationToken cancellationToken)
    {
        if (settings.SignsAs is not { } checkout)
        {
            return [];
        }

        var asked = await _git.RunAsync(
            null,
            null,
            ["-C", checkout, "config", "--null", "--get-regexp", @"^(user\.signingkey|gpg\..*)$"],
            command => command with { SuccessCodes = [0, 1] },
            cancellationToken);
        var configured = asked.Output.Split('\0')
            .Select(entry => entry.TrimStart('\n').Split('\n', 2))
            .Where(entry => entry[0].Length > 0);
        return ["-c", "commit.gpgSign=true", .. configured.SelectMany(entry => (string[])["-c", $"{entry[0]}={ValueOf(entry)}"])];

        // A key's file can be named from the checkout's top, which the clone is not.
        string ValueOf(string[] entry) =>
            entry is [_, { Length: > 0 } value] ? Path.Combine(checkout, value) is var file && File.Exists(file) ? file : value : "";
    }

    private Exception NotCommitted(string said) =>
        settings.SignsAs is not null && RemoteFailure.SaysSigning(said) ? new DeliveryException(
            "the commit could not be signed",
            $"git says\n  {said.Trim().ReplaceLineEndings("\n  ")}",
            "set user.signingKey and gpg.format with `git config` in the checkout, or take signCommits out of the settings file")
        : _isFresh
            ? new DeliveryException("the commit could not be made", $"git says {said.Trim()}", $"run git commit in {Folder} to see more")
        : ByClone(said.Trim());

    private TransientException ByClone(string reason) =>
        new(reason, $"run the task again; if that does not help, remove {Folder}") { NeedsFreshClone = true };

    private async Task<bool> ExistsAsync(string branch, CancellationToken cancellationToken)
    {
        var result = await RemoteAsync(
            Folder, $"list the branches of {settings.Remote}", ["ls-remote", "origin", $"refs/heads/{branch}"], cancellationToken);
        return result.Output.Length > 0;
    }

    private async Task<CommandResult> RemoteAsync(
        string folder, string what, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await _git.RunAsync(Path.Combine(folder, ".git"), folder, arguments, AnyAnswer, cancellationToken);
        return result.ExitCode == 0 ? result
            : result.Error.Contains("couldn't find remote ref", StringComparison.Ordinal)
                ? throw await MissingBranchAsync(folder, what, cancellationToken)
            : throw RemoteFailure.From(what, result.Error + result.Output);
    }

    /// <summary>A repository without the branch can have others, or none at all yet.</summary>
    private async Task<DeliveryException> MissingBranchAsync(string folder, string what, CancellationToken cancellationToken)
    {
        const string Heads = "refs/heads/";
        var listed = await RemoteAsync(folder, what, ["ls-remote", "--heads", "origin"], cancellationToken);
        var branches = listed.Output.Split('\n').Where(line => line.Contains(Heads, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(Heads, StringComparison.Ordinal) + Heads.Length)..])
            .ToList();
        return branches.Count == 0
            ? new($"could not {what}", "the repository is empty", $"push a first commit: git push {settings.Remote} HEAD:{settings.Branch}")
            : new(
                $"could not {what}",
                $"it has no such branch, but {Untrusted.Shown(string.Join(", ", branches))}",
                "name one of them with --gitops-branch, or push the branch once");
    }

    private async Task<string> FetchAsync(string folder, string branch, string[] depth, CancellationToken cancellationToken)
    {
        string[] filter = settings.IsLocal ? [] : ["--filter=blob:none"];
        var branches = $"+refs/heads/{branch}:refs/remotes/origin/{branch}";
        await RemoteAsync(
            folder,
            $"fetch `{branch}` of {settings.Remote}",
            ["fetch", "--quiet", "--no-tags", .. depth, .. filter, "origin", branches],
            cancellationToken);
        var fetched = await File.ReadAllTextAsync(Path.Combine(folder, ".git", "FETCH_HEAD"), cancellationToken);
        return fetched.Split('\t')[0];
    }

    /// <summary>Makes the clone under another name and renames it, so that a killed run leaves none or a whole one.</summary>
    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var unfinished = Folder + ".new";
        var gitFolder = Path.Combine(unfinished, ".git");
        Delete(unfinished);
        await _git.RunAsync(null, null, ["init", "--quiet", "--template=", "--", unfinished], null, cancellationToken);
        await _git.RunAsync(gitFolder, unfinished, ["remote", "add", "origin", settings.Remote], null, cancellationToken);
        if (settings.Folders.Count > 0)
        {
            await _git.RunAsync(gitFolder, unfinished, ["sparse-checkout", "set", "--cone", .. settings.Folders], null, cancellationToken);
        }

        // Content is kept byte for byte, whatever the repository's own attributes say.
        AtomicFile.WriteAllText(Path.Combine(gitFolder, "info", "attributes"), "* -text -ident -filter -working-tree-encoding\n");
        WriteAskPass(Path.Combine(gitFolder, Git.AskPassFile));
        await FetchAsync(unfinished, settings.Branch, ["--depth=1"], cancellationToken);
        AtomicFile.WriteAllText(Path.Combine(gitFolder, MarkerFile), Purpose);
        Delete(Folder);
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
