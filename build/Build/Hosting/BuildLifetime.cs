using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Reporting;

namespace GitOpsDemo.Build.Hosting;

/// <summary>The begin of a run, which has no effect (a dry run has it too), and its end, which writes the report.</summary>
public sealed class BuildLifetime : FrostingLifetime<BuildContext>
{
    /// <inheritdoc/>
    public override void Setup(BuildContext context, ISetupContext info) =>
        context.DeliveryLog.Information($"{string.Join(", ", context.Options.Targets)} for {context.Options.Environment}");

    /// <inheritdoc/>
    public override void Teardown(BuildContext context, ITeardownContext info)
    {
        if (!context.Report.IsEmpty)
        {
            ReportFiles.Write(context.Report.Snapshot(info.ThrownException), context.Paths.Artifacts);
        }
    }
}
