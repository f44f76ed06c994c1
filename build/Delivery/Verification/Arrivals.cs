using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Verification;

/// <summary>What others, such as an operator, bring to the monitoring some time after it was applied.</summary>
public enum Part
{
    /// <summary>A PrometheusRule.</summary>
    Rules,

    /// <summary>A ServiceMonitor.</summary>
    Targets,

    /// <summary>The configuration of Alertmanager, and of Prometheus about it.</summary>
    Alerting,

    /// <summary>A dashboard.</summary>
    Dashboards,
}

/// <summary>Something that a check needs, and that may be on its way.</summary>
/// <param name="Part">What it is.</param>
/// <param name="Item">The object that was applied; null where it is none of this repository.</param>
public sealed record Awaited(Part Part, ObjectMetadata? Item = null);

/// <summary>Knows how long a platform takes to bring what was applied lately.</summary>
public interface IArrivals
{
    /// <summary>How much longer something may take to arrive; zero when it was not changed lately, so that it must be there.</summary>
    Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken);

    /// <summary>What is known of something that a check has waited for in vain: when it was applied, how whoever brings it is; empty when nothing is.</summary>
    Task<string> ExplainAsync(Awaited awaited, CancellationToken cancellationToken);
}

/// <summary>A platform that has taken over what was applied before it says that it was: the lab reloads its servers itself. Where no cluster can be asked, nothing is waited for either.</summary>
internal sealed class NothingOnItsWay : IArrivals
{
    public Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken) => Task.FromResult(TimeSpan.Zero);

    public Task<string> ExplainAsync(Awaited awaited, CancellationToken cancellationToken) => Task.FromResult("");
}
