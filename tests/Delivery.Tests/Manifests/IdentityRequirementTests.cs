using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

/// <summary>The manifests and the settings file speak of the same service; what belongs to any service is asked of any.</summary>
public sealed class IdentityRequirementTests
{
    private const string Delay = "        - name: Shutdown__ReadinessDelaySeconds\n          value: \"3\"\n";

    [Fact]
    public void The_service_that_is_meant_has_no_violation() => Assert.Empty(Violations(Healthy.Text, new("gitops-demo", 8080)));

    [Fact]
    public void Another_name_is_told_of_each_object_that_is_found_by_it()
    {
        var found = Violations(Healthy.Text, new("shop", 8080));

        Assert.Equal(3, found.Count(violation => violation.Id == "service-name"));
        Assert.Contains(found, violation => violation.What == "no Deployment is called shop");
        Assert.Equal(2, found.Count(violation => violation.Id == "service-namespace"));
        Assert.Contains(
            "Service gitops-demo-dev/gitops-demo: its label app.kubernetes.io/name is not shop [service-name]",
            $"{found.First(violation => violation.Subject.StartsWith("Service", StringComparison.Ordinal))}",
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_that_no_route_knows_is_told()
    {
        var renamed = Healthy.Text.Replace("namespace: gitops-demo-dev", "namespace: demo-dev", StringComparison.Ordinal);

        Assert.Equal(
            ["service-namespace", "service-namespace"],
            Violations(renamed, new("gitops-demo", 8080)).Select(violation => violation.Id));
    }

    [Fact]
    public void Another_port_is_told() =>
        Assert.Equal("no container has the port 9000", Assert.Single(Violations(Healthy.Text, new("gitops-demo", 9000))).What);

    [Fact]
    public void A_wait_before_the_end_may_be_the_kubelets()
    {
        Assert.Empty(Ends("{sleep: {seconds: 3}}"));
        Assert.Equal("pre-stop", Assert.Single(Ends("{sleep: {seconds: 2}}")));
        Assert.Equal("pre-stop", Assert.Single(Ends("{exec: {command: [sleep, '3']}}")));
        Assert.Equal("grace-period", Assert.Single(Ends("{sleep: {seconds: 30}}")));

        static IEnumerable<string> Ends(string preStop) =>
            Violations(
                Healthy.With(Delay, "").Replace(
                    "        name: app\n", $"        name: app\n        lifecycle: {{preStop: {preStop}}}\n", StringComparison.Ordinal),
                null)
                .Select(violation => violation.Id);
    }

    [Fact]
    public void Metrics_stay_inside_wherever_they_are() => Assert.Contains(
        Violations(Healthy.With("    path: /metrics\n", "    path: /version\n"), null), violation => violation.Id == "ingress-exposure");

    private static IReadOnlyList<PolicyViolation> Violations(string yaml, DeliveredService? service) => ManifestPolicy.CheckOverlay(
        ManifestSet.Parse(yaml, "k8s/overlays/dev"),
        new ManifestPolicyOptions(RequireDigest: true, IsProduction: false) { Service = service });
}
