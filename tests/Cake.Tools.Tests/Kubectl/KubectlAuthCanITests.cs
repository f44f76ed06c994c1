using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlAuthCanITests : KubectlVerbTests<KubectlAuthCanISettings>
{
    protected override KubectlAuthCanISettings Minimal => new() { Verb = "get", Resource = "pods" };

    protected override string MinimalLine => "kubectl auth can-i get pods";

    protected override KubectlAuthCanISettings Full => new()
    {
        AllNamespaces = true,
        Resource = "pods",
        Subresource = "portforward",
        Verb = "create",
    };

    protected override string FullLine => "kubectl auth can-i create pods --subresource portforward --all-namespaces";

    protected override string[] GoodOutput => ["yes"];

    [Fact]
    public void A_verb_is_needed() =>
        AssertMissing("Verb", () => Context.KubectlAuthCanIWithResult(new KubectlAuthCanISettings { Resource = "pods" }));

    [Fact]
    public void A_resource_is_needed() =>
        AssertMissing("Resource", () => Context.KubectlAuthCanIWithResult(new KubectlAuthCanISettings { Verb = "get" }));

    [Theory]
    [InlineData("yes", 0)]
    [InlineData("no", 1)]
    [InlineData("no - no RBAC policy matched", 1)]
    public void The_answer_comes_back(string answer, int exitCode)
    {
        Processes.Output = [answer];
        Processes.ExitCode = exitCode;

        Assert.Equal([answer], Context.KubectlAuthCanIWithResult(Minimal));
    }

    protected override void Invoke(ICakeContext context, KubectlAuthCanISettings settings) => context.KubectlAuthCanIWithResult(settings);
}
