using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Proof;

/// <summary>What others, such as an operator, pass on to the monitoring some time after it was applied.</summary>
public enum Part
{
    Rules,

    Targets,

    /// <summary>The configuration of Alertmanager, and of Prometheus about it.</summary>
    Alerting,

    Dashboards,
}

/// <summary>Something that a check needs, and that may be on its way.</summary>
/// <param name="Item">The object that was applied; null when it is not from this repository.</param>
public sealed record Awaited(Part Part, ObjectMetadata? Item = null);

/// <summary>Knows how long a platform takes to apply a recent change.</summary>
public interface IArrivals
{
    /// <summary>How much longer something may take to arrive; zero when it was not changed recently, so that it must be there.</summary>
    Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken);

    /// <summary>
    /// What is known of something that did not arrive in time: when it was applied, and the state of what delivers it; empty if nothing.
    /// </summary>
    Task<string> ExplainAsync(Awaited awaited, CancellationToken cancellationToken);
}

/// <summary>
/// For the lab, which reloads its servers before it says that something is applied, and where no cluster can be asked: a check fails at its
/// first look.
/// </summary>
public sealed class NoArrivals : IArrivals
{
    public Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken) => Task.FromResult(TimeSpan.Zero);

    public Task<string> ExplainAsync(Awaited awaited, CancellationToken cancellationToken) => Task.FromResult("");
}
