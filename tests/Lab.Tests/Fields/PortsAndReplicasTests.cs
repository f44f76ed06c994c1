using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests.Fields;

/// <summary>How many replicas the lab runs of what users have, and on which ports.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class PortsAndReplicasTests
{
    [FactWithTool("kubectl")]
    public async Task A_port_that_the_container_does_not_declare_is_told_before_a_Service_leads_to_it()
    {
        var set = await HelloOverlay.RenderAsync(HelloOverlay.Operations("Service", """
            - {op: add, path: /spec/ports/-, value: {name: metrics, port: 9100}}
            """));

        foreach (var hasEngine in (bool[])[true, false])
        {
            Assert.Contains(
                "Service hello-dev/hello can't run in the lab: spec.ports[1]: it leads to port 9100, which no container of Deployment "
                    + "hello-dev/hello declares. Next: declare it in the container's ports",
                await HelloOverlay.RefusalAsync(set, hasEngine),
                StringComparison.Ordinal);
        }
    }

    [TheoryWithTool("kubectl")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "9000;9100")]
    [InlineData("ASPNETCORE_URLS", "http://+:9000;http://*:9100/")]
    [InlineData("Kestrel__Endpoints__Grpc__Url", "http://0.0.0.0:9100")]
    public async Task A_process_takes_no_port_of_this_computer_that_its_container_does_not_declare(string name, string value)
    {
        var variable = $"env: [{{name: {name}, value: \"{value}\"}}]";
        var set = await HelloOverlay.RenderAsync(HelloOverlay.Container(variable));
        var declared = await HelloOverlay.RenderAsync(
            HelloOverlay.Container($"{variable}\nports: [{{name: more, containerPort: 9100}}]"));

        Assert.Contains(
            $"{name} names port 9100, which the container does not declare",
            await HelloOverlay.RefusalAsync(set),
            StringComparison.Ordinal);
        Assert.Null(await HelloOverlay.RefusalAsync(set, hasEngine: true));
        Assert.Null(await HelloOverlay.RefusalAsync(declared));
    }

    [FactWithTool("kubectl")]
    public async Task As_many_replicas_run_as_an_autoscaler_leaves()
    {
        var set = await HelloOverlay.RenderAsync("", """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: hello}
            spec: {minReplicas: 3, maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: hello}}
            """);

        Assert.Equal(3, ReplicaSpec.Of(set, LabSecrets.None).Deployment.Replicas);
        Assert.Null(await HelloOverlay.RefusalAsync(set));
    }
}
