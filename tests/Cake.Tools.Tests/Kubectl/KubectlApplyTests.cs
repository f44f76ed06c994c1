using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlApplyTests : KubectlVerbTests<KubectlApplySettings>
{
    protected override KubectlApplySettings Minimal => new() { StandardInput = "kind: Secret" };

    protected override string MinimalLine => "kubectl apply --filename -";

    protected override KubectlApplySettings Full => new()
    {
        FieldManager = "gitops-demo",
        StandardInput = "kind: Secret",
        ForceConflicts = true,
        ServerSide = true,
        DryRun = "server",
        Validate = "strict",
    };

    protected override string FullLine =>
        "kubectl apply --server-side --dry-run=server --validate=strict --field-manager gitops-demo --force-conflicts --filename -";

    [Fact]
    public void Manifests_come_on_the_standard_input()
    {
        Invoke(Context, Minimal);

        Assert.Equal("kind: Secret", Processes.StandardInput);
    }

    [Fact]
    public void Manifests_are_needed() =>
        AssertMissing("settings.StandardInput", () => Context.KubectlApplyWithResult(new KubectlApplySettings()));

    [Fact]
    public void What_was_applied_comes_back()
    {
        Processes.Output = ["configmap/c serverside-applied"];

        Assert.Equal(["configmap/c serverside-applied"], Context.KubectlApplyWithResult(Minimal));
    }

    protected override void Invoke(ICakeContext context, KubectlApplySettings settings) => context.KubectlApplyWithResult(settings);
}
