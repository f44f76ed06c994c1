using System.Collections.Concurrent;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Testing;

/// <summary>Runs real commands, changed before or answered differently after; keeps what was run.</summary>
public sealed class InterceptingRunner(ICommandRunner inner) : ICommandRunner
{
    private readonly ConcurrentQueue<Command> _commands = new();

    /// <summary>Changes a command before it runs.</summary>
    public Func<Command, Command> Before { get; init; } = command => command;

    /// <summary>
    /// Gets a command that has run, and how often one with its last words has; what it returns takes the place of the result.
    /// </summary>
    public Func<Command, int, CommandResult?> After { get; init; } = (_, _) => null;

    public IReadOnlyList<Command> Commands => [.. _commands];

    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
    {
        var changed = Before(command);
        _commands.Enqueue(changed);
        var result = await inner.RunAsync(changed, cancellationToken);
        var verb = Verb(changed);
        return After(changed, _commands.Count(other => Verb(other) == verb)) ?? result;
    }

    /// <summary>The first argument that is no setting.</summary>
    private static string Verb(Command command)
    {
        var arguments = command.Arguments.ToList();
        while (arguments is ["-c", ..])
        {
            arguments.RemoveRange(0, 2);
        }

        return arguments[0];
    }
}
