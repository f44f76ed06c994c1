using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlVersionTests : KubectlVerbTests<KubectlVersionSettings>
{
    protected override KubectlVersionSettings Minimal => new();

    protected override string MinimalLine => "kubectl version";

    protected override KubectlVersionSettings Full => new() { Output = "json" };

    protected override string FullLine => "kubectl version --output json";

    protected override void Invoke(ICakeContext context, KubectlVersionSettings settings) => context.KubectlVersionWithResult(settings);
}
