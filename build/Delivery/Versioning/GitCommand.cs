using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Versioning;

/// <summary>
/// Questions to git about one checkout: they change nothing, not even the index, and no setting of the caller's shell leads them elsewhere.
/// </summary>
/// <param name="root">The folder that is asked about.</param>
public sealed class GitCommand(string root, ICommandRunner runner)
{
    /// <summary>git's code for "not a repository", "no such commit" and "no such tag".</summary>
    private const int Unknown = 128;

    private static readonly Dictionary<string, string?> Environment = new(Git.Inherited.ToDictionary(name => name, string? (_) => null))
    {
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["LC_ALL"] = "C.UTF-8",
    };

    /// <summary>The answer without the last line's end; null when git does not know, or is not installed.</summary>
    public async Task<string?> AskAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var command = new Command("git", ["-c", "core.fsmonitor=false", "-c", "log.showSignature=false", .. arguments])
        {
            WorkingDirectory = root,
            Environment = Environment,
            SuccessCodes = [0, 1, Unknown],
        };
        try
        {
            var answer = await runner.RunAsync(command, cancellationToken);
            return answer.ExitCode == 0 ? answer.Output.TrimEnd('\n')
                : answer.Error.Contains("dubious ownership", StringComparison.Ordinal) ? throw NotOurs()
                : null;
        }
        catch (DeliveryException exception) when (exception.InnerException is not null)
        {
            return null;
        }
    }

    /// <summary>Without this the version would be that of no repository.</summary>
    private DeliveryException NotOurs() => new(
        $"git can't be asked about {root}",
        "the folder belongs to another user, and git does not trust it",
        $"git config --global --add safe.directory {root}");

    /// <summary>Whether the checkout is what was committed, also where its user's settings keep <c>git status</c> from saying so.</summary>
    public async Task<bool> IsCleanAsync(CancellationToken cancellationToken) =>
        await AskAsync(["status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=none"], cancellationToken) is "";

    /// <summary>Whether the folder is the top of a repository, not merely somewhere inside another one.</summary>
    public async Task<bool> IsRepositoryAsync(CancellationToken cancellationToken) =>
        await AskAsync(["rev-parse", "--show-prefix"], cancellationToken) is "";
}
