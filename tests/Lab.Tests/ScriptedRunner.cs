using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Tests;

/// <summary>Runs nothing: it keeps each command line and answers as a test says.</summary>
internal sealed class ScriptedRunner(Func<string, string> answer) : ICommandRunner
{
    private readonly List<string> _lines = [];

    /// <summary>Every command line so far, in order.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
    {
        _lines.Add($"{command}");
        return Task.FromResult(new CommandResult(0, answer($"{command}"), ""));
    }
}
