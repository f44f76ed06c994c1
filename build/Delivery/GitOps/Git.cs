using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Runs git without prompts, translations, hooks or conversions of content, and with the credentials out of sight.</summary>
public sealed class Git(ICommandRunner runner, GitOpsSettings settings)
{
    /// <summary>git's prompt names the host and port as the address was written.</summary>
    private static readonly Regex HostForm = new(@"\A[A-Za-z][A-Za-z0-9+.-]+://([^/@]*@)?(?<host>[^/@]+)");

    /// <summary>Prints the user name or the token, only to a prompt for the remote's own host (not where a redirect leads).</summary>
    public const string AskPassScript =
        """
        #!/bin/sh
        case "$1" in
          *"://$GITOPS_ASKPASS_HOST'"* | *"://$GITOPS_ASKPASS_HOST/"* | *"@$GITOPS_ASKPASS_HOST'"* | *"@$GITOPS_ASKPASS_HOST/"*) ;;
          *) exit 1 ;;
        esac
        case "$1" in
          Username*) printf '%s\n' "$GITOPS_ASKPASS_USER" ;;
          *) printf '%s\n' "$GITOPS_ASKPASS_TOKEN" ;;
        esac

        """;

    /// <summary>The token's user name: the forges take any, but none that is empty.</summary>
    private const string TokenUser = "x-access-token";

    /// <summary>The script's name in the folder <c>.git</c>.</summary>
    public const string AskPassFile = "gitops-askpass";

    /// <summary>
    /// The variables by which a git that runs this build (in a hook, in <c>git bisect run</c>) would lead ours to its own repository.
    /// </summary>
    internal static readonly IReadOnlyList<string> Inherited =
    [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
        "GIT_NAMESPACE", "GIT_PREFIX",
    ];

    private static readonly string[] Settings =
    [
        "-c", "core.autocrlf=false",
        "-c", "core.hooksPath=no-hooks",
        "-c", "core.fsmonitor=false",
        "-c", "core.longPaths=true",
        "-c", "core.quotePath=false",
        "-c", "log.showSignature=false",

        // A person's signature is theirs to give: commits are signed only where the settings ask for it.
        "-c", "commit.gpgSign=false",
        "-c", "push.gpgSign=false",
        "-c", "submodule.recurse=false",
        "-c", "gc.autoDetach=false",
        "-c", "maintenance.auto=false",
        "-c", "maintenance.autoDetach=false",
    ];

    /// <summary>Runs a git command.</summary>
    /// <param name="repository">The folder <c>.git</c> or a bare repository; null for a command that makes one. It is named to git,
    /// because git would else look upwards and find the repository that this build itself is in.</param>
    /// <param name="workTree">The checkout, if any.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="adapt">Changes to the run: input, further variables, exit codes.</param>
    public Task<CommandResult> RunAsync(
        string? repository,
        string? workTree,
        IReadOnlyList<string> arguments,
        Func<Command, Command>? adapt,
        CancellationToken cancellationToken)
    {
        // A token must not be kept in the user's credential store: an empty helper takes the configured ones out.
        string[] credentials = settings.Credentials.Token is null ? [] : ["-c", "credential.helper="];

        // Silence is less than a byte a second.
        var lowSpeedTime = string.Create(CultureInfo.InvariantCulture, $"http.lowSpeedTime={settings.Silence.TotalSeconds:0}");
        string[] silence = settings.IsLocal ? [] : ["-c", "http.lowSpeedLimit=1", "-c", lowSpeedTime];
        var command = new Command("git", [.. Settings, .. silence, .. credentials, .. arguments])
        {
            Environment = Environment(repository, workTree),
            WorkingDirectory = workTree ?? repository,
            Hint = "run the command by hand to see more",
        };
        return runner.RunAsync(adapt?.Invoke(command) ?? command, cancellationToken);
    }

    private Dictionary<string, string?> Environment(string? repository, string? workTree)
    {
        var variables = Inherited.ToDictionary(name => name, string? (_) => null);
        variables["GIT_DIR"] = repository;
        variables["GIT_WORK_TREE"] = workTree;
        variables["GIT_TERMINAL_PROMPT"] = "0";
        variables["GCM_INTERACTIVE"] = "never";
        variables["LC_ALL"] = "C";
        variables["GIT_AUTHOR_NAME"] = variables["GIT_COMMITTER_NAME"] = settings.Author.Name;
        variables["GIT_AUTHOR_EMAIL"] = variables["GIT_COMMITTER_EMAIL"] = settings.Author.Email;
        if (settings.IsLocal)
        {
            // What a computer's administrator sets up is for its network: proxies, certificates, credential stores.
            variables["GIT_CONFIG_NOSYSTEM"] = "1";
        }

        if (!settings.IsLocal && System.Environment.GetEnvironmentVariable("GIT_SSH_COMMAND") is null)
        {
            // ssh asks on the terminal itself, past every redirection, unless it is told not to.
            variables["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes";
        }

        AddToken(variables, repository);
        return variables;
    }

    private void AddToken(Dictionary<string, string?> variables, string? repository)
    {
        if (settings.Credentials.Token is { } token
            && repository is not null
            && HostForm.Match(settings.Remote) is { Success: true } host)
        {
            variables["GIT_ASKPASS"] = Path.Combine(repository, AskPassFile);
            variables["GITOPS_ASKPASS_HOST"] = host.Groups["host"].Value;
            variables["GITOPS_ASKPASS_USER"] = TokenUser;
            variables["GITOPS_ASKPASS_TOKEN"] = token;
        }
    }
}

/// <summary>How long a writer pauses before it tries again.</summary>
internal static class Backoff
{
    /// <summary>The shortest first pause.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Doubles from try to try, and is spread at random. What collides are the tries, so the pause grows with the time that one takes: over
    /// a slow line, or on a computer that is busy with other writers, a fixed pause would let them meet again and again.
    /// </summary>
    /// <param name="failed">How many tries have failed, at least 1.</param>
    /// <param name="duration">How long the last one took.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    public static TimeSpan After(int failed, TimeSpan duration, double random)
    {
        var unit = duration > First ? duration : First;
        var pause = unit * (Math.Pow(2, failed - 1) * (0.5 + random));
        return pause < Longest ? pause : Longest * (0.5 + (random / 2));
    }
}

/// <summary>A try failed for a reason that the next one may not meet.</summary>
/// <param name="reason">Why.</param>
/// <param name="next">What a person does when no try succeeds.</param>
internal sealed class TransientException(string reason, string next) : Exception(reason)
{
    /// <summary>What a person does when no try succeeds.</summary>
    public string Next { get; } = next;

    /// <summary>Whether the kept clone is to blame, so that the next try needs one of its own.</summary>
    public bool NeedsFreshClone { get; init; }

    /// <summary>After how many tries it no longer counts as a transient failure.</summary>
    public int MostTries { get; init; } = GitOpsRepository.MaximumTries;
}
