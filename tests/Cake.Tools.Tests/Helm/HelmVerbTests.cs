using Cake.Helm;
using Cake.Tools.Tests.Fixtures;

namespace Cake.Tools.Tests.Helm;

public abstract class HelmVerbTests<TSettings>() : VerbTests<TSettings>("helm")
    where TSettings : HelmSettings
{
    [Fact]
    public void The_context_and_the_namespace_come_first_and_once()
    {
        Processes.Output = GoodOutput;
        var settings = Minimal;
        settings.KubeContext = "k3s";
        settings.Namespace = "monitoring";

        Invoke(Context, settings);

        Assert.Equal(MinimalLine.Replace("helm ", "helm --kube-context k3s --namespace monitoring "), Processes.Line);
    }
}
