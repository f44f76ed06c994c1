using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>One thing of the monitoring is changed in the manifests: found before they are deployed.</summary>
internal static class ManifestMutants
{
    private static readonly ManifestPolicyOptions Options = new(RequireDigest: true, IsProduction: false);

    public static IEnumerable<Mutant> All() =>
    [
        Changed(
            "the ServiceMonitor asks for a port that no Service has",
            "web",
            "    path: /metrics\n    port: http\n",
            "    path: /metrics\n    port: web\n"),
        Changed(
            "the ServiceMonitor selects nothing",
            "ServiceMonitor",
            "  selector:\n    matchLabels:\n      app: gitops-demo\n",
            "  selector:\n    matchLabels:\n      app: other\n",
            everywhere: true),
        Changed(
            "the Service has another label",
            "Service",
            "kind: Service\nmetadata:\n  labels:\n    app: gitops-demo\n",
            "kind: Service\nmetadata:\n  labels:\n    app: other\n"),
        Changed("a scrape may take longer than its interval", "ServiceMonitor", "    scrapeTimeout: 2s\n", "    scrapeTimeout: 9s\n"),
        Changed("the port of the Service leads nowhere", "Service", "    targetPort: http\n", "    targetPort: web\n"),
        Changed("there is no ServiceMonitor", "ServiceMonitor", "kind: ServiceMonitor\n", "kind: Probe\n"),
    ];

    private static Mutant Changed(string name, string named, string old, string @new, bool everywhere = false) =>
        new(name, "manifests/", named, _ => Task.CompletedTask, _ =>
    {
        var violations = ManifestPolicy.CheckOverlay(ManifestSet.Parse(Healthy.With(old, @new, everywhere), "k8s/overlays/dev"), Options);
        return Task.FromResult<IReadOnlyList<CheckResult>>(
            [
                .. violations.Select(violation =>
                    CheckResult.Fail($"manifests/{violation.Id}", violation.Subject, violation.What, violation.ToString(), violation.Fix)),
            ]);
    });
}
