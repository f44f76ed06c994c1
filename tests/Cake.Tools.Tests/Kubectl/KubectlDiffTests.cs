using Cake.CommandLine;
using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlDiffTests : KubectlVerbTests<KubectlDiffSettings>
{
    protected override KubectlDiffSettings Minimal => new() { StandardInput = "kind: Secret" };

    protected override string MinimalLine => "kubectl diff --filename -";

    protected override KubectlDiffSettings Full => new()
    {
        FieldManager = "gitops-demo",
        StandardInput = "kind: Secret",
        ForceConflicts = true,
        ServerSide = true,
    };

    protected override string FullLine => "kubectl diff --server-side --field-manager gitops-demo --force-conflicts --filename -";

    [Fact]
    public void Manifests_come_on_the_standard_input()
    {
        Invoke(Context, Minimal);

        Assert.Equal("kind: Secret", Processes.StandardInput);
    }

    [Fact]
    public void Manifests_are_needed() =>
        AssertMissing("settings.StandardInput", () => Context.KubectlDiffWithResult(new KubectlDiffSettings()));

    [Fact]
    public void A_difference_is_no_failure()
    {
        Processes.ExitCode = 1;
        Processes.Output = ["-  a: 1", "+  a: 2"];

        Assert.Equal(["-  a: 1", "+  a: 2"], Context.KubectlDiffWithResult(Minimal));
    }

    [Fact]
    public void Nothing_comes_back_when_nothing_differs() => Assert.Empty(Context.KubectlDiffWithResult(Minimal));

    [Fact]
    public void A_difference_that_is_not_shown_is_a_failure()
    {
        Processes.ExitCode = 1;
        Processes.Error = ["diff: not found"];

        Assert.Throws<ToolFailedException>(() => Context.KubectlDiffWithResult(Minimal));
    }

    protected override void Invoke(ICakeContext context, KubectlDiffSettings settings) => context.KubectlDiffWithResult(settings);
}
