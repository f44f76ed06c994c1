using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Delivery.GitOps.Gate;

/// <summary>Whether the person who promotes is not the author of the commit that the image was built from.</summary>
/// <param name="images">Reads of an image which commit it was built from.</param>
/// <param name="git">Asks the checkout of the sources.</param>
/// <param name="ofCi">Who has started this run, as the CI system says; null on a person's computer.</param>
public sealed class SecondPersonQuestion(ImageTransfer images, GitCommand git, GitIdentity? ofCi) : IGateQuestion
{
    public string Name => "second person";

    public async Task<GateAnswer?> AskAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken)
    {
        var promoter = ofCi?.Email ?? await OwnAsync(cancellationToken);
        if (promoter is null)
        {
            return GateAnswer.Forbidden(
                "it is not known who promotes", "set user.email with git config, or GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL in CI");
        }

        try
        {
            var commit = await images.SourceCommitAsync(ImageReference.Parse($"{image}"), cancellationToken);
            var author = commit is null
                ? null
                : await git.AskAsync(["show", "--no-patch", "--format=%ae", commit, "--"], cancellationToken);
            return (commit, author) switch
            {
                (null, _) => GateAnswer.Forbidden(
                    "the image does not say which commit it was built from",
                    "deploy it from a checkout of git, which writes the commit into the image"),
                (_, null or "") => GateAnswer.Forbidden(
                    $"this checkout does not have commit {commit}", "git fetch --unshallow, or git fetch --all"),
                _ when IsAlias(promoter) && !IsAlias(author) => GateAnswer.Forbidden(
                    $"{promoter} promotes what {author} wrote, and the first address hides the real one",
                    "set GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL in CI to the person who started the run"),
                _ when WithoutNumber(author).Equals(WithoutNumber(promoter), StringComparison.OrdinalIgnoreCase) =>
                    GateAnswer.Forbidden($"{promoter} wrote commit {commit[..7]} and promotes it", "let somebody else promote it"),
                _ => new GateAnswer($"{promoter} promotes what {author} wrote"),
            };
        }
        catch (DeliveryException exception)
        {
            return GateAnswer.Forbidden($"who wrote it is not known: {exception.Why.TrimEnd('.')}", exception.Next);
        }
    }

    /// <summary>Whether an address is the one by which a forge hides the real one.</summary>
    private static bool IsAlias(string address) => address.Contains("@users.noreply.", StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the number that GitHub puts before a name: <c>1234+name@users.noreply.github.com</c>.</summary>
    private static string WithoutNumber(string address) => IsAlias(address) ? address[(address.IndexOf('+') + 1)..] : address;

    private async Task<string?> OwnAsync(CancellationToken cancellationToken) =>
        await git.AskAsync(["config", "--get", "user.email"], cancellationToken) is { Length: > 0 } address ? address : null;
}
