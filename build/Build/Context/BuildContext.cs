using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Context;

/// <summary>What every task is given: small immutable parts, and the report that the run fills.</summary>
public sealed class BuildContext(
    ICakeContext context, BuildOptions options, BuildPaths paths, IDeliveryLog log, RunReport report, Cancellation cancellation)
    : FrostingContext(context)
{
    /// <summary>What was asked for.</summary>
    public BuildOptions Options { get; } = options;

    /// <summary>Where everything is.</summary>
    public BuildPaths Paths { get; } = paths;

    /// <summary>What the results of steps depend on.</summary>
    internal Inputs Inputs { get; } = new(options.Settings);

    /// <summary>Where the delivery says what it does.</summary>
    public IDeliveryLog DeliveryLog { get; } = log;

    /// <summary>What the run has done and proved so far.</summary>
    public RunReport Report { get; } = report;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken CancellationToken { get; } = cancellation.Token;
}
