using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab;

/// <summary>A bare repository on this computer, in the place of a forge.</summary>
public sealed class BareRepository(ICommandRunner runner, IDeliveryLog log, TimeProvider time)
{
    /// <summary>git holds a lock of a branch for the moment of a rename: one that is older was left by a git that was killed.</summary>
    private static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Makes the repository with folders of a work tree as its first commit; nothing when it is there already. It is made under another
    /// name and renamed, so that a killed run leaves none or a whole one.
    /// </summary>
    /// <param name="settings">Its place is <see cref="GitOpsSettings.Remote"/>, its folders <see cref="GitOpsSettings.Folders"/>.</param>
    /// <param name="workTree">The folder that has those folders.</param>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> CreateAsync(GitOpsSettings settings, string workTree, CancellationToken cancellationToken)
    {
        if (Directory.Exists(settings.Remote))
        {
            return false;
        }

        var unfinished = $"{settings.Remote}.{Guid.NewGuid():N}.new";
        try
        {
            await FillAsync(settings, unfinished, workTree, cancellationToken);
            Directory.Move(unfinished, settings.Remote);
        }
        catch (IOException) when (Directory.Exists(settings.Remote))
        {
            // Another run made it at the same time.
            return false;
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }

        log.Information($"made {settings.Remote} from {string.Join(", ", settings.Folders)} of {workTree}");
        return true;
    }

    /// <summary>
    /// Brings what has changed in the work tree's folders into the repository, as one commit; nothing when they are equal. What a bump has
    /// written stays; everything else is as in the work tree, and what was removed there is removed.
    /// </summary>
    /// <param name="settings">As for <see cref="CreateAsync"/>.</param>
    /// <param name="workTree">The folder that has those folders.</param>
    /// <param name="bumped">Says of the folder of a kustomization which of its images bumps write; null where none is.</param>
    public Task<GitOpsCommit> PublishAsync(
        GitOpsSettings settings,
        string workTree,
        Func<string, CancellationToken, Task<string?>> bumped,
        CancellationToken cancellationToken)
    {
        RemoveStaleLocks(settings.Remote);
        var repository = new GitOpsRepository(settings, runner, log, time);
        return repository.ApplyAsync(
            async (checkout, token) =>
            {
                var changed = new List<string>();
                foreach (var folder in settings.Folders)
                {
                    changed.AddRange(await MirrorAsync(workTree, checkout, folder, bumped, token));
                }

                return new GitOpsChange(changed, new CommitMessage($"Publish {string.Join(", ", settings.Folders)}", []));
            },
            cancellationToken);
    }

    /// <summary>Whether paths are the same at a commit as at the newest of the branch.</summary>
    public async Task<bool> AreEqualAsync(
        GitOpsSettings settings, string commit, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var compared = await new Git(runner, settings).RunAsync(
            settings.Remote,
            workTree: null,
            ["diff", "--quiet", commit, $"refs/heads/{settings.Branch}", "--", .. paths],
            command => command with { SuccessCodes = [0, 1] },
            cancellationToken);
        return compared.ExitCode == 0;
    }

    private static void RemoveStaleLocks(string bare)
    {
        foreach (var path in Directory.EnumerateFiles(bare, "*.lock", SearchOption.AllDirectories).Where(IsStale))
        {
            File.Delete(path);
        }
    }

    /// <summary>A time to come was written before somebody set the clock back.</summary>
    private static bool IsStale(string path) =>
        (TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path)).Duration() > LongestLock;

    private async Task FillAsync(GitOpsSettings settings, string bare, string workTree, CancellationToken cancellationToken)
    {
        var git = new Git(runner, settings);
        await RunAsync(null, null, "init", "--quiet", "--bare", "--template=", $"--initial-branch={settings.Branch}", "--", bare);
        AtomicFile.WriteAllText(Path.Combine(bare, "info", "attributes"), "* -text -ident -filter -working-tree-encoding\n");

        // No link, which may lead out of the folders, comes into the repository.
        var source = new ManifestFolders(workTree, settings.Folders, "").CopyTo(Path.Combine(bare, "source")).Top;
        await RunAsync(bare, source, ["add", "--force", "--", .. settings.Folders]);
        var tree = await RunAsync(bare, source, "write-tree");
        var commit = await RunAsync(bare, source, "commit-tree", tree, "-m", $"Publish {string.Join(", ", settings.Folders)}");
        await RunAsync(bare, source, "update-ref", $"refs/heads/{settings.Branch}", commit);
        File.Delete(Path.Combine(bare, "index"));
        Directory.Delete(source, recursive: true);

        async Task<string> RunAsync(string? repository, string? tree, params string[] arguments) =>
            (await git.RunAsync(repository, tree, arguments, null, cancellationToken)).Output.Trim();
    }

    private static async Task<IReadOnlyList<string>> MirrorAsync(
        string workTree,
        string checkout,
        string folder,
        Func<string, CancellationToken, Task<string?>> bumped,
        CancellationToken cancellationToken)
    {
        var changed = new List<string>();
        var wanted = new ManifestFolders(workTree, [folder], "").FilesOf(folder);
        var present = Files(checkout, folder);
        foreach (var path in wanted)
        {
            var content = await File.ReadAllBytesAsync(Path.Combine(workTree, path), cancellationToken);
            var target = Path.Combine(checkout, path);
            var old = File.Exists(target) ? await File.ReadAllBytesAsync(target, cancellationToken) : null;
            if (old is not null && OverlayFile.Names.Contains(Path.GetFileName(path)) && !content.AsSpan().SequenceEqual(old)
                && OverlayEditor.ReadImages(old, path).Where(entry => entry.Digest is not null).ToList() is { Count: > 0 } deployed
                && await bumped(Path.GetDirectoryName(path)!.Replace('\\', '/'), cancellationToken) is { } image)
            {
                content = OverlayEditor.SetImages(content, [.. deployed.Where(entry => entry.Name == image)], path).Content;
            }

            if (old is null || !content.AsSpan().SequenceEqual(old))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await File.WriteAllBytesAsync(target, content, cancellationToken);
                changed.Add(path);
            }
        }

        foreach (var path in present.Except(wanted))
        {
            File.Delete(Path.Combine(checkout, path));
            changed.Add(path);
        }

        return changed;
    }

    /// <summary>The files under a folder, from the top, with slashes.</summary>
    private static List<string> Files(string top, string folder)
    {
        var path = Path.Combine(top, folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(top, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)]
            : [];
    }
}
