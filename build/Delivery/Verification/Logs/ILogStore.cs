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

    /// <summary>Whether a query of a panel (LogQL) returns something.</summary>
    /// <param name="query">The query.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The end; it does not count.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Null where the store does not understand queries.</returns>
    /// <exception cref="DeliveryException">The store did not answer, or refuses the query.</exception>
    Task<bool?> HasResultAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
