using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlCreateTests : KubectlVerbTests<KubectlCreateSettings>
{
    protected override KubectlCreateSettings Minimal => new() { StandardInput = "kind: Secret" };

    protected override string MinimalLine => "kubectl create --filename -";

    protected override KubectlCreateSettings Full => new()
    {
        FieldManager = "gitops-demo",
        StandardInput = "kind: Secret",
    };

    protected override string FullLine => "kubectl create --field-manager gitops-demo --filename -";

    [Fact]
    public void Manifests_come_on_the_standard_input()
    {
        Invoke(Context, Minimal);

        Assert.Equal("kind: Secret", Processes.StandardInput);
    }

    [Fact]
    public void Manifests_are_needed() => AssertMissing("settings.StandardInput", () => Context.KubectlCreate(new KubectlCreateSettings()));

    protected override void Invoke(ICakeContext context, KubectlCreateSettings settings) => context.KubectlCreate(settings);
}
