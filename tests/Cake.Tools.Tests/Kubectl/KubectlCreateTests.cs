using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlCreateTests : KubectlVerbTests<KubectlCreateSettings>
{
    protected override KubectlCreateSettings Minimal => new() { Filename = "secret.yaml" };

    protected override string MinimalLine => "kubectl create --filename secret.yaml";

    protected override KubectlCreateSettings Full => new()
    {
        FieldManager = "gitops-demo",
        Filename = "secret.yaml",
    };

    protected override string FullLine => "kubectl create --field-manager gitops-demo --filename secret.yaml";

    [Fact]
    public void Manifests_may_come_on_the_standard_input()
    {
        Context.KubectlCreate(new KubectlCreateSettings { StandardInput = "kind: Secret" });

        Assert.EndsWith(" --filename -", Processes.Line);
        Assert.Equal("kind: Secret", Processes.StandardInput);
    }

    [Fact]
    public void Manifests_are_needed() => AssertMissing("filename", () => Context.KubectlCreate(new KubectlCreateSettings()));

    protected override void Invoke(ICakeContext context, KubectlCreateSettings settings) => context.KubectlCreate(settings);
}
