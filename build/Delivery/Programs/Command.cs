namespace GitOpsDemo.Delivery.Programs;

/// <summary>One run of an external program, as an immutable value.</summary>
/// <param name="FileName">A program on PATH, or the path of one.</param>
/// <param name="Arguments">
/// The arguments, one element each; nothing is split or expanded. Never a secret: arguments are visible to every user of the computer.
/// </param>
public sealed record Command(string FileName, params IReadOnlyList<string> Arguments)
{
    /// <summary>The upper bound of a run when none is set: 5 minutes.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>What is to take no longer is a question: one without an answer by then will have none.</summary>
    private static readonly TimeSpan LongestQuestion = TimeSpan.FromMinutes(1);

    /// <summary>The folder to run in; the current one when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables to set (or, with a null value, to remove) on top of this process's own.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Text for the program's standard input; an empty input when null. Secrets go here.</summary>
    public string? StandardInput { get; init; }

    /// <summary>How long the run may take before its whole process tree is ended, where <c>--timeout</c> gives it no longer.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Whether <c>--timeout</c> can give it longer: work may take its time on a slow computer, a question may not.</summary>
    public bool IsWork => Timeout > LongestQuestion;

    /// <summary>The exit codes that mean success; null when the caller judges the exit code itself.</summary>
    public IReadOnlyList<int>? SuccessCodes { get; init; } = [0];

    /// <summary>What to do when it fails; a general hint when null.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether its output is a secret, which belongs in no log and no message.</summary>
    public bool HidesOutput { get; init; }

    /// <summary>Called with each line of output and error output as it comes.</summary>
    public Action<string>? OnLine { get; init; }

    public override string ToString() => string.Join(' ', Arguments.Prepend(Path.GetFileName(FileName)).Select(Quoted));

    private static string Quoted(string argument) =>
        argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'') ? argument : $"'{argument}'";
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code, one of <see cref="Command.SuccessCodes"/>.</param>
/// <param name="Output">Its whole standard output.</param>
/// <param name="Error">Its whole standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>The one place through which external programs run to their end.</summary>
public interface ICommandRunner
{
    /// <summary>Runs a program and waits for its end.</summary>
    /// <exception cref="DeliveryException">
    /// It could not be started, took longer than its timeout, or ended with another exit code than a success code.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; its process tree has been ended.</exception>
    Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default);
}
