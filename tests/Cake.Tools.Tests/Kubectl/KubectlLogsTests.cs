using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlLogsTests : KubectlVerbTests<KubectlLogsSettings>
{
    protected override KubectlLogsSettings Minimal => new() { Resource = "demo-0" };

    protected override string MinimalLine => "kubectl logs demo-0";

    protected override KubectlLogsSettings Full => new()
    {
        Resource = "pod/demo-0",
        Container = "demo",
        Follow = true,
        SinceTime = "2026-11-30T10:00:00Z",
        Tail = 8,
        Timestamps = true,
    };

    protected override string FullLine =>
        "kubectl logs pod/demo-0 --container demo --follow --since-time 2026-11-30T10:00:00Z --tail 8 --timestamps";

    [Fact]
    public void A_resource_is_needed() => AssertMissing("Resource", () => Context.KubectlLogsWithResult(new KubectlLogsSettings()));

    protected override void Invoke(ICakeContext context, KubectlLogsSettings settings) => context.KubectlLogsWithResult(settings);
}
