using Cake.Kubectl;
using Cake.Tools.Tests.Fixtures;

namespace Cake.Tools.Tests.Kubectl;

public abstract class KubectlVerbTests<TSettings>() : VerbTests<TSettings>("kubectl")
    where TSettings : AutoToolSettings
{
    [Fact]
    public void The_context_and_the_namespace_come_first_and_once()
    {
        Processes.Output = GoodOutput;
        var settings = Minimal;
        settings.Context = "k3s";
        settings.Namespace = "monitoring";

        Invoke(Context, settings);

        Assert.Equal(MinimalLine.Replace("kubectl ", "kubectl --context k3s --namespace monitoring "), Processes.Line);
    }
}
