using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Verification.Logs;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on logs; it depends on nothing.</summary>
[TaskName(nameof(VerifyLogs))]
[TaskDescription("Sends a request and proves that its log line is found: in Loki, or in the lab in a replica's log.")]
public sealed class VerifyLogs(IPlatform platform, LogVerification verification, ProofWatch watch) : ProofTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var store = await platform.LogsAsync(context.CancellationToken);
        await watch.ProveAsync(context, nameof(VerifyLogs), async () =>
        {
            var live = await context.LiveAsync(platform);
            var service = await platform.ServiceAddressAsync(live, context.CancellationToken);
            using var http = ServiceClient.For(service);
            return await verification.VerifyAsync(store, service, http, live, context.Options.Timeout, context.CancellationToken);
        });
    }
}
