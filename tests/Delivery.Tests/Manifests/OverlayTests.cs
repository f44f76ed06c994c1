using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

/// <summary>The three overlays of the repository, rendered by the real kustomize.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class OverlayTests
{
    private static readonly Regex IngressHost = new(@"(?<=- host: )\S+");

    private static readonly string[] Environments = ["dev", "staging", "prod"];

    [FactWithTool("kubectl")]
    public async Task Every_overlay_keeps_to_the_policy()
    {
        foreach (var environment in Environments)
        {
            var options = new ManifestPolicyOptions(RequireDigest: false, IsProduction: environment == "prod");

            Assert.Empty(ManifestPolicy.CheckOverlay(await RenderAsync(environment), options));
        }
    }

    [FactWithTool("kubectl")]
    public async Task An_overlay_that_was_never_deployed_can_not_be_by_mistake()
    {
        foreach (var environment in Environments)
        {
            var manifests = await RenderAsync(environment);

            Assert.StartsWith("registry.invalid/", App(manifests).Image, StringComparison.Ordinal);
            var violations = ManifestPolicy.CheckOverlay(manifests, new ManifestPolicyOptions(RequireDigest: true, IsProduction: false));
            Assert.Equal("image-by-digest", Assert.Single(violations).Id);
        }
    }

    [FactWithTool("kubectl")]
    public async Task Overlays_differ_where_environments_differ_and_nowhere_else()
    {
        Assert.Equal(
            new("gitops-demo-dev", 2, "dev", "true", "50m", "64Mi", "192Mi", "dev.gitops-demo.local", 2, 1, 1, "3"),
            await DifferencesAsync("dev"));
        Assert.Equal(
            new("gitops-demo-staging", 2, "staging", "true", "100m", "96Mi", "256Mi", "staging.gitops-demo.local", 15, 5, 2, "5"),
            await DifferencesAsync("staging"));
        Assert.Equal(
            new("gitops-demo-prod", 3, "prod", "false", "250m", "128Mi", "384Mi", "prod.gitops-demo.local", 15, 5, 2, "5"),
            await DifferencesAsync("prod"));
        var names = Names(await RenderAsync("dev"));
        Assert.Equal(names, Names(await RenderAsync("staging")));
        Assert.Equal(names, Names(await RenderAsync("prod")));
    }

    [FactWithTool("kubectl")]
    public async Task The_unit_tests_sample_is_the_overlay_dev_after_a_deploy()
    {
        var deployed = (await RenderTextAsync("dev")).Replace(
            "registry.invalid/gitops-demo:0.0.0",
            $"registry.example/gitops-demo:1.4.0@sha256:{string.Concat(Enumerable.Repeat("0123456789abcdef", 4))}",
            StringComparison.Ordinal);
        Assert.Equal(Healthy.Text, deployed);
    }

    private static async Task<Differences> DifferencesAsync(string environment)
    {
        var text = await RenderTextAsync(environment);
        var manifests = ManifestSet.Parse(text, environment);
        var deployment = manifests.Only<Deployment>();
        var app = App(manifests);
        return new Differences(
            Assert.Single(manifests.Objects.Select(found => found.Metadata.Namespace).Distinct())!,
            deployment.Replicas,
            app.LiteralValue("ASPNETCORE_ENVIRONMENT")!,
            app.LiteralValue("Faults__Enabled")!,
            app.Resources.Requests["cpu"],
            app.Resources.Requests["memory"],
            app.Resources.Limits["memory"],
            Assert.Single(IngressHost.Matches(text)).Value,
            (int)manifests.Only<ServiceMonitor>().Endpoints[0].Interval!.Value.TotalSeconds,
            (int)deployment.MinReady.TotalSeconds,
            (int)app.ReadinessProbe!.Period.TotalSeconds,
            app.LiteralValue("Shutdown__ReadinessDelaySeconds")!);
    }

    private static Container App(ManifestSet manifests) => Assert.Single(manifests.Only<Deployment>().Template.Containers);

    private static IEnumerable<string> Names(ManifestSet manifests) =>
        manifests.Objects.Select(found => $"{found.Metadata.ApiVersion} {found.Metadata.Kind} {found.Metadata.Name}");

    private static async Task<ManifestSet> RenderAsync(string environment) =>
        ManifestSet.Parse(await RenderTextAsync(environment), environment);

    private static Task<string> RenderTextAsync(string environment) =>
        new KustomizeRenderer(new CommandRunner(new RecordingLog()), _ => Task.FromResult(TestTools.Find("kubectl")!))
            .RenderAsync(Path.Combine(Repository.Root, "k8s/overlays", environment));

    private sealed record Differences(
        string Namespace,
        int Replicas,
        string Environment,
        string Faults,
        string CpuRequest,
        string MemoryRequest,
        string MemoryLimit,
        string Host,
        int ScrapeSeconds,
        int MinReadySeconds,
        int ReadinessPeriodSeconds,
        string ReadinessDelaySeconds);
}
