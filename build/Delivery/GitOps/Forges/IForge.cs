namespace GitOpsDemo.Delivery.GitOps.Forges;

/// <summary>What a delivery asks of the forge that serves a repository.</summary>
/// <remarks>Every method throws <see cref="DeliveryException"/> where the forge is away, refuses, or the token lacks a right.</remarks>
public interface IForge
{
    /// <summary>Opens a pull request, or updates the one that is open between the two branches.</summary>
    Task<PullRequest> OpenAsync(PullRequestText text, CancellationToken cancellationToken);

    Task<PullRequestState> StateAsync(int number, CancellationToken cancellationToken);

    /// <summary>The pull request that a commit came from, or is proposed by; null where there is none.</summary>
    Task<PullRequest?> OfCommitAsync(string commit, CancellationToken cancellationToken);

    /// <summary>Says something in a pull request, in the place of what was said there before under the same mark.</summary>
    Task SayAsync(int number, PullRequestComment comment, CancellationToken cancellationToken);

    Task SetStatusAsync(string commit, CommitStatus status, CancellationToken cancellationToken);
}

/// <summary>What a pull request says.</summary>
/// <param name="Into">The branch that is to have the commits.</param>
/// <param name="Title">One line.</param>
/// <param name="Body">Markdown.</param>
public sealed record PullRequestText(string Into, string Branch, string Title, string Body)
{
    /// <summary>The label by which people find these pull requests.</summary>
    public const string Label = "deployment";

    /// <summary>The text for images that are to change.</summary>
    /// <param name="target">What was asked for, such as <c>Deploy</c>.</param>
    /// <param name="into">The branch that is to have the commit.</param>
    /// <param name="proof">What was proven of the image; null when it is proven after the merge.</param>
    /// <param name="build">The page of the build; null on a person's computer.</param>
    public static PullRequestText Of(string target, string into, string branch, OverlayChange overlay, string? proof, string? build) => new(
        into,
        branch,
        $"{target} {overlay.After.Name} {overlay.After.NewTag}".TrimEnd() + $" in {overlay.Environment}",
        $"""
        | | |
        |---|---|
        | image | `{overlay.After.Name}` |
        | digest | `{overlay.After.Digest}` |
        | proof | {proof ?? $"{overlay.Environment} is proven after the merge"} |
        | build | {build ?? "by hand"} |

        ```diff
        - {overlay.Before?.ToString() ?? "no image"}
        + {overlay.After}
        ```
        """);
}

/// <summary>A pull request that is open.</summary>
/// <param name="Number">By which the forge knows it.</param>
/// <param name="IsNew">Whether it was opened now; updated otherwise.</param>
public sealed record PullRequest(int Number, Uri Page, bool IsNew)
{
    /// <summary>Why it has no label; null when it has.</summary>
    public string? WithoutLabel { get; init; }
}

/// <summary>What is said in a pull request.</summary>
/// <param name="About">By which it is found again, such as <c>gitops-demo/dev</c>.</param>
/// <param name="Text">Markdown.</param>
public sealed record PullRequestComment(string About, string Text)
{
    /// <summary>GitHub takes no more characters.</summary>
    private const int Longest = 65_536;

    /// <summary>What it begins with, and nobody sees.</summary>
    public string Mark => $"<!-- gitops-demo-build: {About} -->";

    public string Body => Untrusted.Cut($"{Mark}\n{Text}", Longest);
}

public enum PullRequestState
{
    Open,

    /// <summary>The branch has its commits, or one with all they change.</summary>
    Merged,

    Closed,
}

/// <summary>What a forge shows beside a commit.</summary>
/// <param name="Context">What is judged, such as <c>gitops-demo/dev</c>.</param>
/// <param name="Description">In a few words.</param>
/// <param name="Page">Where there is more.</param>
public sealed record CommitStatus(string Context, CommitState State, string Description, string? Page);

public enum CommitState
{
    Pending,

    Success,

    Failure,
}
