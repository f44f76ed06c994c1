namespace GitOpsDemo.Delivery.Verification.Logs;

/// <summary>Where the lines end up that the service writes.</summary>
public interface ILogStore
{
    /// <summary>What a person calls it, with its address.</summary>
    string Name { get; }

    /// <summary>Looks for a line of the service in an environment.</summary>
    /// <param name="live">What runs.</param>
    /// <param name="text">What the line contains.</param>
    /// <param name="since">How old it may be.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The line; null when there is none, or not yet.</returns>
    /// <exception cref="DeliveryException">The store did not answer.</exception>
    Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken);
}
