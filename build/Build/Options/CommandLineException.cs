namespace GitOpsDemo.Build.Options;

/// <summary>The command line is wrong: exit code 2.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
