using System.Diagnostics;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>A monitoring that is broken in any way does not pass, and a healthy one never fails.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class MutantTests(ITestOutputHelper output)
{
    private const int FewestMutants = 120;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [FactWithTool("prometheus", "alertmanager", "promtool")]
    public async Task Every_single_fault_is_found_by_the_check_that_is_meant_for_it()
    {
        await using var lab = await HealthyLab.StartAsync();
        var families = new (string Name, IEnumerable<Mutant> Mutants)[]
        {
            ("rules", RuleMutants.All()),
            ("groups", GroupMutants.All()),
            ("scraping", ScrapeMutants.All()),
            ("pages", PageMutants.All()),
            ("alerting", AlertingMutants.All()),
            ("dashboards", DashboardMutants.All()),
            ("manifests", ManifestMutants.All()),
        };
        var (count, survivors) = (0, new List<string>());
        foreach (var (family, mutants) in families)
        {
            foreach (var mutant in mutants)
            {
                count++;
                var watch = Stopwatch.StartNew();
                await mutant.BreakAsync(lab);
                if (await SurvivalAsync(lab, mutant) is { } results)
                {
                    var failed = results.Where(result => result.Verdict == Verdict.Fail).Select(
                        result => $"{result.Id}: {result.Evidence} ({result.Cause})");
                    survivors.Add(
                        $"{family}: {mutant.Name}, expected {mutant.Check} to name {mutant.Named}; failed: "
                            + $"{string.Join(" | ", failed.DefaultIfEmpty("nothing"))}");
                }

                output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s {family}: {mutant.Name}");
                if (family is "alerting")
                {
                    await lab.RestoreAsync();
                }
            }

            await lab.HealAsync();
        }

        output.WriteLine($"score: {count - survivors.Count} of {count} mutants caught");
        Assert.True(survivors.Count == 0, string.Join("\n", survivors));
        Assert.InRange(count, FewestMutants, int.MaxValue);
    }

    [FactWithTool("prometheus", "alertmanager")]
    public async Task A_healthy_lab_never_fails_in_whatever_order_under_load_or_after_a_restart()
    {
        var rounds = Scale.Of(20, 100);
        await using var lab = await HealthyLab.StartAsync();
        using var end = new CancellationTokenSource();
        var load = LoadAsync(lab.Live.Url, end.Token);
        Func<Task<IReadOnlyList<CheckResult>>>[] proofs =
        [
            () => lab.ProveTargetsAsync(TimeProvider.System),
            () => lab.ProveRulesAsync(TimeProvider.System),
            () => lab.ProveAlertingAsync(TimeProvider.System),
            () => lab.ProveDashboardsAsync(TimeProvider.System),
        ];
        var random = new Random(20261122);
        for (var round = 0; round < rounds; round++)
        {
            if (round % 10 == 9)
            {
                await lab.RestartPrometheusAsync();
            }

            random.Shuffle(proofs);
            foreach (var proof in proofs)
            {
                var failed = (await proof()).Where(result => result.Verdict == Verdict.Fail);
                Assert.True(!failed.Any(), $"round {round}: {string.Join("; ", failed)}");
            }
        }

        await end.CancelAsync();
        output.WriteLine($"{rounds} runs, 0 failures, {await load} requests meanwhile");
    }

    /// <summary>
    /// Verifies until the fault is found; the results when it is not. Prometheus takes changed targets over in steps of five seconds.
    /// </summary>
    private static async Task<IReadOnlyList<CheckResult>?> SurvivalAsync(HealthyLab lab, Mutant mutant)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var results = await mutant.ProveAsync(lab);
            if (mutant.IsCaughtBy(results) || watch.Elapsed > Bound)
            {
                return mutant.IsCaughtBy(results) ? null : results;
            }
        }
    }

    /// <summary>At most a hundred requests a second: what is measured is the lab, not how fast this computer asks.</summary>
    private static async Task<int> LoadAsync(Uri service, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var sent = 0;
        while (!cancellationToken.IsCancellationRequested && await beat.WaitForNextTickAsync(CancellationToken.None))
        {
            using var answer = await http.GetAsync(service, CancellationToken.None);
            sent++;
        }

        return sent;
    }
}
