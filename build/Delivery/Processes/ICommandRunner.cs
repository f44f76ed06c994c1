namespace GitOpsDemo.Delivery.Processes;

/// <summary>The one place through which external programs run to their end.</summary>
public interface ICommandRunner
{
    /// <summary>Runs a program and waits for its end.</summary>
    /// <exception cref="DeliveryException">It could not be started, took longer than its timeout, or ended with another exit code than a success code.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; its process tree has been ended.</exception>
    Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default);
}
