using GitOpsDemo.Kubernetes.ArgoCd;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

/// <summary>A branch of three commits, the newest last, and the image at each.</summary>
internal sealed class HistoryStub(params (string Commit, string Image)[] branch) : ISyncHistory
{
    public Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken)
    {
        var (first, second) = (IndexOf(ancestor), IndexOf(descendant));
        return Task.FromResult(first >= 0 && second >= first);
    }

    public Task<string?> ImageAtAsync(string commit, CancellationToken cancellationToken) =>
        Task.FromResult(IndexOf(commit) is >= 0 and var index ? branch[index].Image : null);

    private int IndexOf(string commit) => Array.FindIndex(branch, item => item.Commit == commit);
}
