using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Lab;

/// <summary>Looks at the lab, whether it runs or not.</summary>
public sealed class LabView(
    LabPaths paths, DeliveredService service, LabServices services, LabGitOps gitops, ICommandRunner runner) : IPlatformView
{
    private readonly LabManifests _manifests = new(paths);
    private readonly TextDiff _diff = new(runner);

    /// <exception cref="DeliveryException">The lab is another service's.</exception>
    public PlatformDefaults Defaults
    {
        get
        {
            LabState.Load(paths).For(service);
            return new(services.Find(LabRegistry.Name)?.Authority, Directory.Exists(paths.Repository) ? paths.Repository : null);
        }
    }

    public Task<IReadOnlyList<ImagePlatform>> ImagePlatformsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImagePlatform>>([ImagePlatform.Here]);

    public async Task<SyncState> SyncStateAsync(LiveEnvironment live, CancellationToken cancellationToken) => new(
        await gitops.IsNewestAsync(live.Environment, live.Commit, cancellationToken) ? "Synced" : "OutOfSync",
        EnvironmentOf(live.Environment) is { IsRolledOut: true } state && state.Replicas.All(
            replica => replica.IsRunning) ? "Healthy" : "Degraded");

    public async Task<IReadOnlyList<Difference>> CompareAsync(WantedState wanted, CancellationToken cancellationToken)
    {
        var differences = new List<Difference?> { await ManifestsAsync(wanted, cancellationToken), Replicas(wanted.Environment) };
        foreach (var rule in wanted.Rules.All<PrometheusRule>())
        {
            differences.Add(await RulesAsync(rule, cancellationToken));
        }

        return [.. differences.OfType<Difference>()];
    }

    private async Task<Difference?> ManifestsAsync(WantedState wanted, CancellationToken cancellationToken)
    {
        var subject = $"manifests of {wanted.Environment}";
        var live = _manifests.TextOf(wanted.Environment);
        if (live.Length == 0)
        {
            return new(subject, $"nothing has been deployed yet: {Plural.Of(wanted.Manifests.Objects.Count, "new object")}");
        }

        return await _diff.CompareAsync(live, wanted.Manifests.Yaml, cancellationToken) is { } text ? new(subject, text) : null;
    }

    private Difference? Replicas(string environment)
    {
        var replicas = EnvironmentOf(environment)?.Replicas ?? [];
        var ended = replicas.Where(replica => !replica.IsRunning).Select(replica => replica.Pod).ToList();
        return ended.Count == 0 ? null : new($"replicas of {environment}", $"{string.Join(", ", ended)} ended and would be replaced");
    }

    private LabEnvironment? EnvironmentOf(string name) => LabState.Load(paths).Environments.GetValueOrDefault(name);

    private async Task<Difference?> RulesAsync(PrometheusRule rule, CancellationToken cancellationToken)
    {
        var subject = $"rules {rule.Metadata.Name}";
        var file = Path.Combine(paths.Rules, PrometheusRuleFile.Name(rule));
        if (!File.Exists(file))
        {
            return new(subject, "Prometheus does not have them yet");
        }

        var loaded = await File.ReadAllTextAsync(file, cancellationToken);
        var wanted = PrometheusRuleFile.Write(rule, PrometheusRuleFile.ReaderOf(loaded));
        return await _diff.CompareAsync(loaded, wanted, cancellationToken) is { } text ? new(subject, text) : null;
    }
}
