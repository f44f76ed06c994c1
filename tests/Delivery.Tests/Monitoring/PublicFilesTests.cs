using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Tests.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Tests.Monitoring.Rules;
using GitOpsDemo.Delivery.Tests.Proof.Mutants;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.Monitoring;

/// <summary>
/// Rule files and dashboards of public projects, from <c>rules/</c> and <c>dashboards/</c> of the folder that GITOPSDEMO_PUBLIC_FILES
/// names. What was ever wrong with one of them is a case of its own elsewhere.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class PublicFilesTests(RuleServer server, ITestOutputHelper output) : IClassFixture<RuleServer>, IDisposable
{
    private const string Variable = "GITOPSDEMO_PUBLIC_FILES";

    private static readonly LiveEnvironment Live = new("dev", "demo-dev", "c", "i", new("http://localhost/"), [], "");

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _wrong = [];

    public void Dispose() => _folder.Dispose();

    [FactWithPublicFiles]
    public async Task Rules_are_proven_but_for_series_that_nobody_exposes_and_every_wrong_digit_is_found()
    {
        var (files, rules, digits) = (0, 0, 0);
        foreach (var path in Files("rules", ".yaml", ".yml"))
        {
            try
            {
                var objects = Read(path);
                if (await RefusalAsync(objects) is { } refusal)
                {
                    output.WriteLine($"{path}: refused: {refusal}");
                    continue;
                }

                // Slow groups would take minutes: what they say is proven as it stands, and their health with the server's own interval.
                await server.LoadAsync(objects);
                foreach (var each in objects)
                {
                    Note(path, (await server.FailedNowAsync(each)).Where(failed => !IsNotYetEvaluated(failed)));
                    digits += await WrongDigitsAsync(path, each);
                }

                var quick = objects.Select(Quick).ToList();
                Note(path, await server.FailedAsync(quick[0], quick));
                foreach (var each in quick.Skip(1))
                {
                    Note(path, await server.FailedNowAsync(each));
                }

                files++;
                rules += objects.Sum(each => each.Groups.Sum(group => group.Rules.Count));
            }
            catch (Exception exception) when (exception is DeliveryException or TimeoutException)
            {
                _wrong.Add($"{path}: {exception.Message}");
            }
        }

        var version = (await RealPromtool.FindAsync(default)).Version;
        output.WriteLine($"{files} files with {rules} rules proven by Prometheus {version}, {digits} wrong digits found");
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    [FactWithPublicFiles]
    public async Task Dashboards_are_read_and_asked_without_a_fault_but_metrics_that_nobody_exposes()
    {
        await server.LoadAsync();
        var (files, queries) = (0, 0);
        foreach (var path in Files("dashboards", ".json"))
        {
            try
            {
                _folder.Write("boards/d.json", File.ReadAllText(path));
                var dashboard = Dashboard.LoadAll(_folder["boards"]).Single();
                var findings = DashboardLint.Of(dashboard, Known([]));
                var exposed = findings.Where(finding => finding.What.StartsWith("nothing exposes ", StringComparison.Ordinal)).ToList();
                var others = findings.Except(exposed).ToLookup(finding => finding.IsFault);
                Note(LintFinding.InWords(others[true]).Select(fault => $"{path}: {fault}"));
                foreach (var advice in LintFinding.InWords(others[false]))
                {
                    output.WriteLine($"{path}: {advice}");
                }

                if (!others[true].Any())
                {
                    var metrics = exposed.Select(finding => finding.What.Split(' ')[2].TrimEnd(','));
                    await new DashboardValidation(RealPromtool.New(), new RecordingLog()).RequireAsync(
                        [dashboard], Known([.. metrics]), _folder["out"], default);
                }

                queries += await AskAsync(path, dashboard);
                files++;
            }
            catch (DeliveryException exception)
            {
                Note([$"{path}: {exception.Message}"]);
            }
        }

        output.WriteLine($"{files} dashboards with {queries} queries that were asked");
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong));
    }

    private async Task<int> AskAsync(string path, Dashboard dashboard)
    {
        var proof = await DashboardProof.OfAsync(
            server.Api,
            _ => Task.FromResult<ILogStore>(new DashboardCaseTests.NoQueries()),
            [dashboard],
            Live,
            TimeProvider.System,
            default);
        var results = await Proving.MakeAsync(proof, new QuickTime());
        var failed = results.Where(result => result.Verdict == Verdict.Fail);
        Note(failed.Where(result => !result.Evidence.EndsWith("returned no series", StringComparison.Ordinal))
            .Where(result => !result.Cause.EndsWith("is not, or not yet, there", StringComparison.Ordinal))
            .Select(result => $"{path}: {InWords(result)}"));
        return results.Count(result => result.Verdict != Verdict.Skipped);
    }

    private static IEnumerable<string> Files(string kind, params string[] extensions) =>
        Directory.EnumerateFiles(Path.Combine(Environment.GetEnvironmentVariable(Variable)!, kind), "*", SearchOption.AllDirectories)
            .Where(path => extensions.Contains(Path.GetExtension(path)))
            .Order(StringComparer.Ordinal);

    /// <summary>The rules of a file: as objects, or as the groups of which each document is made an object.</summary>
    private static IReadOnlyList<PrometheusRule> Read(string path)
    {
        var text = File.ReadAllText(path);
        return text.Contains("kind: PrometheusRule", StringComparison.Ordinal)
            ? ManifestSet.Parse(text, path).All<PrometheusRule>().ToList()
            : [.. $"\n{text}".Split("\n---").Where(document => document.Contains("\ngroups:", StringComparison.Ordinal)).Select(Wrapped)];
    }

    private static PrometheusRule Wrapped(string groups, int number) => ManifestSet.Parse(
        $"""
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {"{"}name: r{number}, namespace: monitoring{"}"}
        spec:
          {groups.ReplaceLineEndings("\n  ")}
        """,
        "groups").Only<PrometheusRule>();

    private async Task<string?> RefusalAsync(IReadOnlyList<PrometheusRule> objects)
    {
        try
        {
            foreach (var rules in objects)
            {
                RuleDuplicates.Refuse(rules, "alerts.yaml");
                await RealPromtool.New().CheckRulesAsync(_folder.Write("rules.yaml", PrometheusRuleFile.Write(rules)), rules);
            }

            return null;
        }
        catch (DeliveryException exception)
        {
            return exception.Message;
        }
    }

    private static PrometheusRule Quick(PrometheusRule rules) =>
        rules with { Groups = [.. rules.Groups.Select(group => group with { Interval = null })] };

    private void Note(string path, IEnumerable<CheckResult> failed) =>
        Note(failed.Where(result => !IsRight(result)).Select(result => $"{path}: {InWords(result)}"));

    /// <summary>What is wrong for certain is listed in <c>faults.txt</c> of the folder, a part of the message on each line.</summary>
    private void Note(IEnumerable<string> faults)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable(Variable)!, "faults.txt");
        IReadOnlyList<string> known = File.Exists(file) ? [.. File.ReadLines(file).Where(line => line.Length > 0)] : [];
        foreach (var fault in faults)
        {
            if (known.FirstOrDefault(each => fault.Contains(each, StringComparison.Ordinal)) is null)
            {
                _wrong.Add(fault);
            }
            else
            {
                output.WriteLine($"right: {fault}");
            }
        }
    }

    /// <summary>A metric that nobody exposes, or of another target than the two that are scraped.</summary>
    private static bool IsRight(CheckResult failed) => failed.Id.StartsWith("series/", StringComparison.Ordinal)
        && (failed.Cause.StartsWith("nothing that Prometheus scrapes exposes", StringComparison.Ordinal)
            || failed.Cause.Contains(" is there, but ", StringComparison.Ordinal));

    private static bool IsNotYetEvaluated(CheckResult failed) =>
        failed.Cause.StartsWith("it has not been evaluated", StringComparison.Ordinal);

    private static string InWords(CheckResult result) => $"{result.Id}: {result.Evidence} ({result.Cause})";

    /// <summary>Compares each loaded rule with ones that have one digit other than it.</summary>
    /// <returns>How many.</returns>
    private async Task<int> WrongDigitsAsync(string path, PrometheusRule rules)
    {
        var (count, loaded) = (0, new LoadedRules(await server.Api.RulesAsync(default)));
        foreach (var group in rules.Groups)
        {
            var found = loaded.PlaceOf(rules.Metadata, group).Rules;
            foreach (var (index, rule) in group.Rules.Index())
            {
                foreach (var wrong in WithAWrongDigit(rule))
                {
                    count++;

                    // Prometheus is asked how expressions print where they are what is wrong.
                    var other = wrong.Expression == rule.Expression ? found[index] with { Query = rule.Expression } : found[index];
                    if ((await DifferencesAsync(wrong, other)).AreNone)
                    {
                        _wrong.Add($"{path}: a digit of {rule.Name} is wrong and not found: {wrong}");
                    }
                }
            }
        }

        return count;
    }

    private async Task<Differences> DifferencesAsync(Rule wrong, LoadedRule found)
    {
        try
        {
            return await RuleDefinitionCheck.OfAsync(server.Api, wrong, found, default);
        }
        catch (DeliveryException exception) when (exception.InnerException is RefusedQueryException)
        {
            var refused = new Differences();
            refused.Compare("expression", wrong.Expression, "one that Prometheus takes");
            return refused;
        }
    }

    private static IEnumerable<Rule> WithAWrongDigit(Rule rule)
    {
        var pieces = PromqlTokens.Read(rule.Expression);
        foreach (var (at, piece) in pieces.Index().Where(each => each.Item.Kind != PromqlTokenKind.Comment))
        {
            foreach (var wrong in WithAWrongDigit(piece.Text))
            {
                var expression = string.Concat(pieces.Select((other, index) => index == at ? wrong : other.Text));
                yield return rule with { Expression = expression };
            }
        }

        foreach (var wrong in WithAWrongDigit(PrometheusDuration.Format(rule.For)))
        {
            if (PrometheusDuration.TryParse(wrong, out var duration))
            {
                yield return rule with { For = duration };
            }
        }

        foreach (var labels in WithAWrongDigit(rule.Labels))
        {
            yield return rule with { Labels = labels };
        }

        foreach (var annotations in WithAWrongDigit(rule.Annotations))
        {
            yield return rule with { Annotations = annotations };
        }
    }

    private static IEnumerable<Dictionary<string, string>> WithAWrongDigit(IReadOnlyDictionary<string, string> texts) =>
        from text in texts
        from wrong in WithAWrongDigit(text.Value)
        select new Dictionary<string, string>(texts) { [text.Key] = wrong };

    /// <summary>The text with another digit in the place of each.</summary>
    private static IEnumerable<string> WithAWrongDigit(string text) =>
        from letter in text.Index()
        where char.IsAsciiDigit(letter.Item)
        select $"{text[..letter.Index]}{(letter.Item == '9' ? '8' : (char)(letter.Item + 1))}{text[(letter.Index + 1)..]}";

    private KnownMetrics Known(IReadOnlyList<string> names) =>
        KnownMetrics.Load(_folder.Write("metrics.txt", string.Join('\n', names)));

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithPublicFilesAttribute : FactAttribute
    {
        public FactWithPublicFilesAttribute() => Skip = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }
            ? new FactWithToolAttribute("prometheus", "promtool").Skip
            : $"{Variable} names no folder: docs/contributing.md says what belongs there";
    }
}
