namespace GitOpsDemo.Delivery.Processes;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code, one of <see cref="Command.SuccessCodes"/>.</param>
/// <param name="Output">Its whole standard output.</param>
/// <param name="Error">Its whole standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error);
