using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Context;

/// <summary>What every task is given: small immutable parts, and the report that the run fills.</summary>
public sealed class BuildContext(
    ICakeContext context,
    BuildOptions options,
    BuildPaths paths,
    IDeliveryLog log,
    RunReport report,
    Cancellation cancellation,
    TimeProvider time)
    : FrostingContext(context)
{
    public BuildOptions Options { get; } = options;

    public BuildPaths Paths { get; } = paths;

    /// <summary>The service and its tests.</summary>
    internal Solution Service => Solution.Read(Paths.Solution);

    /// <summary>What is compiled: the service and its tests, or the whole solution when all tests are asked for.</summary>
    internal Solution Compiled => Options.TestsAll ? Solution.Read(Service.Whole) : Service;

    /// <summary>What the results of steps depend on.</summary>
    internal Inputs Inputs => new(Paths, Options.Settings);

    /// <summary>Where the delivery says what it does.</summary>
    public IDeliveryLog DeliveryLog { get; } = log;

    /// <summary>What the run has done and proved so far.</summary>
    public RunReport Report { get; } = report;

    /// <summary>What the servers of the monitoring were asked, and what they answered.</summary>
    public Transcript Transcript { get; } = new(time);

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken CancellationToken { get; } = cancellation.Token;
}
