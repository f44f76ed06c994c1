using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Puts back the image that an environment ran before, as a new commit: Argo CD undoes every other kind of rollback.</summary>
/// <param name="repository">Where the environment is written.</param>
/// <param name="signing">Knows whose signature counts.</param>
/// <param name="log">Says what was put back.</param>
/// <param name="rendered">Makes sure that the overlay then runs it; null to do without.</param>
public sealed class OverlayRollback(
    GitOpsRepository repository, ImageSigning signing, IDeliveryLog log, RenderedImages? rendered = null)
{
    private static readonly Regex CommitForm = new(@"\A[0-9a-f]{7,64}\z");

    /// <summary>Finds what ran before in the overlay's history, writes it, commits and pushes.</summary>
    /// <exception cref="DeliveryException">
    /// There is nothing to go back to, it is not signed as it has to be, somebody deployed meanwhile, the overlay does not run it then, or
    /// the push failed.
    /// </exception>
    public async Task<RollbackResult> RollBackAsync(RollbackRequest request, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(request, cancellationToken);
        if (request.OnlyIfDigest is { } expected && current.Digest != expected)
        {
            return Overtaken(request, current);
        }

        var target = request.To is { } wanted
            ? await ChosenAsync(request, wanted, cancellationToken)
            : await PreviousAsync(request, current, cancellationToken);
        await signing.VerifyAsync(target, cancellationToken);
        ImageEntry? found = null;
        var commit = await repository.ApplyAsync(EditAsync, cancellationToken);
        if (found == current)
        {
            log.Information($"rolling {request.Environment} back: {request.Reason}");
            return new RollbackResult(commit, current, target);
        }

        return request.OnlyIfDigest is null
            ? throw Refused(request, $"somebody deployed {found} meanwhile", "run --target=Rollback again if that is to go too")
            : Overtaken(request, found!);

        async Task<GitOpsChange> EditAsync(string checkout, CancellationToken token)
        {
            var writer = new OverlayWriter(checkout, request.Path);
            var paths = new List<string>();
            found = writer.Read(request.Environment).Named(request.Image);
            if (found == current)
            {
                writer.Write(request.Environment, [target], paths);
                await (rendered?.RequireAsync(new(checkout, [], request.Path), request.Environment, target, token) ?? Task.CompletedTask);
            }

            return new GitOpsChange(paths, Message(request, current, target));
        }
    }

    private async Task<ImageEntry> CurrentAsync(RollbackRequest request, CancellationToken cancellationToken) =>
        await ReaderOf(request).ReadAsync(request.Environment, request.Image, null, cancellationToken)
            ?? throw Refused(request, $"its overlay has no entry for `{request.Image}`", "check --environment and --image-repository");

    /// <summary>
    /// The newest other digest that was not itself rolled back from: after a rollback from B to A, a second one goes past B.
    /// A later deployment of B counts again, because the walk meets it before it meets the rollback.
    /// </summary>
    private async Task<ImageEntry> PreviousAsync(RollbackRequest request, ImageEntry current, CancellationToken cancellationToken)
    {
        var bad = new HashSet<string?> { current.Digest };
        var previous = await ReaderOf(request).FindAsync(request.Environment, request.Image, IsPrevious, cancellationToken);
        return previous ?? throw Refused(request, "no other digest ran in it before", "deploy what is wanted, or name it with --to");

        bool IsPrevious(FileVersion version, ImageEntry entry)
        {
            var isGood = !bad.Contains(entry.Digest);
            bad.UnionWith(version.TrailerValues);
            return isGood;
        }
    }

    private async Task<ImageEntry> ChosenAsync(RollbackRequest request, string wanted, CancellationToken cancellationToken)
    {
        var byName = await ReaderOf(request).FindAsync(
            request.Environment, request.Image, (_, entry) => entry.Digest == wanted || entry.NewTag == wanted, cancellationToken);
        var chosen = byName ?? (CommitForm.IsMatch(wanted) ? await AtCommitAsync(request, wanted, cancellationToken) : null);
        return chosen ?? throw Refused(
            request,
            $"`{wanted}` is neither a digest nor a tag that it ran, nor a commit that deployed one",
            $"`git log -- {OverlayFile.Folder(request.Path, request.Environment)}` in the GitOps repository lists what it ran");
    }

    private async Task<ImageEntry?> AtCommitAsync(RollbackRequest request, string commit, CancellationToken cancellationToken)
    {
        var entry = await ReaderOf(request).ReadAsync(request.Environment, request.Image, commit, cancellationToken);
        return entry?.Digest is null ? null : entry;
    }

    private OverlayReader ReaderOf(RollbackRequest request) => new(repository, request.Path);

    private RollbackResult Overtaken(RollbackRequest request, ImageEntry now)
    {
        log.Warning($"{request.Environment} was not rolled back: it has {now} by now, which this run did not write");
        return new RollbackResult(null, now, now);
    }

    private static DeliveryException Refused(RollbackRequest request, string why, string next) =>
        new($"`{request.Image}` was not rolled back in {request.Environment}", why, next);

    private static CommitMessage Message(RollbackRequest request, ImageEntry from, ImageEntry to) => new(
        $"Roll back {request.Image} to {to.NewTag} in {request.Environment}",
        [
            .. DeployTrailers.Of(request.Environment, to),
            .. DeployTrailers.Known(DeployTrailers.RolledBack, from.Digest),
            .. DeployTrailers.Known("Reason", request.Reason),
            .. DeployTrailers.Known("Build-Url", request.BuildUrl),
        ]);
}

/// <summary>Which environment is to run again what it ran before.</summary>
/// <param name="Image">The image's name in the manifests.</param>
/// <param name="Reason">Why, for the commit.</param>
public sealed record RollbackRequest(string Environment, string Image, string Reason)
{
    /// <summary>The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</summary>
    public string Path { get; init; } = "k8s";

    /// <summary>A commit, a tag or a digest that the environment ran; the last other digest when null.</summary>
    public string? To { get; init; }

    /// <summary>Roll back only if the environment still has this digest: what this run has written.</summary>
    public string? OnlyIfDigest { get; init; }

    /// <summary>The page of the build that rolls back.</summary>
    public string? BuildUrl { get; init; }
}

/// <summary>What a rollback came to.</summary>
/// <param name="Commit">The commit that has it; null when somebody else has changed the overlay, which was then left alone.</param>
/// <param name="From">The image that the environment had.</param>
/// <param name="To">The image that it has now.</param>
public sealed record RollbackResult(GitOpsCommit? Commit, ImageEntry From, ImageEntry To);
