using System.Net;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
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
    private int _loads;
    private int _refused;

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
                    Note([$"{path}: refused: {refusal}"]);
                    continue;
                }

                await ProveAsync(path, objects);
                digits += await FindWrongDigitsAsync(path, objects);
                files++;
                rules += objects.Sum(each => each.Groups.Sum(group => group.Rules.Count));
            }
            catch (Exception exception) when (exception is DeliveryException or TimeoutException)
            {
                _wrong.Add($"{path}: {exception.Message}");
            }
        }

        var version = (await RealPromtool.FindAsync(default)).Version;
        output.WriteLine(
            $"{files} files with {rules} rules proven by Prometheus {version}; {digits} wrong digits found in {_loads} loads, "
                + $"{_refused} of them refused by Prometheus itself");
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
        var results = (await proof.LookAsync(default)).Select(finding => finding.Result).ToList();
        if (results.Exists(IsWrong))
        {
            results = [.. await Proving.MakeAsync(proof, new QuickTime())];
        }

        Note(results.Where(IsWrong).Select(result => $"{path}: {InWords(result)}"));
        return results.Count(result => result.Verdict != Verdict.Skipped);

        static bool IsWrong(CheckResult result) => result.Verdict == Verdict.Fail
            && !result.Evidence.EndsWith("returned no series", StringComparison.Ordinal)
            && !result.Cause.EndsWith("is not, or not yet, there", StringComparison.Ordinal);
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
            var version = (await RealPromtool.FindAsync(default)).Version;
            foreach (var rules in objects)
            {
                RuleDuplicates.Refuse(rules, "alerts.yaml");
                await RealPromtool.New().CheckRulesAsync(_folder.Write("rules.yaml", PrometheusRuleFile.Write(rules, version)), rules);
            }

            return null;
        }
        catch (DeliveryException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>
    /// Slow groups would take minutes: what they say is proven as they stand, and that they are evaluated with the server's own interval.
    /// </summary>
    private async Task ProveAsync(string path, IReadOnlyList<PrometheusRule> objects)
    {
        await server.LoadAsync(objects);
        foreach (var each in objects)
        {
            var failed = (await server.LookAsync(each)).Where(result => result.Verdict == Verdict.Fail && !IsNotYetEvaluated(result));
            Note(path, failed.Where(result => !result.Id.StartsWith("series/", StringComparison.Ordinal)));
        }

        var quick = objects.Select(Quick).ToList();
        await server.LoadAndEvaluateAsync(quick);
        foreach (var each in quick)
        {
            // What reads recorded series that are recorded from others gets the time for it.
            var failed = (await server.LookAsync(each)).Where(result => result.Verdict == Verdict.Fail).ToList();
            Note(path, failed.TrueForAll(IsRight) ? failed : await server.FailedNowAsync(each));
        }
    }

    private static PrometheusRule Quick(PrometheusRule rules) =>
        rules with { Groups = [.. rules.Groups.Select(group => group with { Interval = null })] };

    /// <summary>Loads the rules with wrong digits: one of each rule at once, then one of what each group says itself.</summary>
    /// <returns>How many.</returns>
    private async Task<int> FindWrongDigitsAsync(string path, IReadOnlyList<PrometheusRule> objects)
    {
        // The answers to queries are the same whichever digit is wrong, and are most of what a look asks for.
        using var http = new HttpClient(new RememberedQueries()) { BaseAddress = server.Api.Address };
        var prometheus = new PrometheusClient(http);
        var all = objects.Index().SelectMany(each => WrongDigit.Of(each.Item).Select(digit => (Object: each.Index, Digit: digit))).ToList();
        var batches = all.GroupBy(each => (each.Object, each.Digit.Group, each.Digit.Rule))
            .SelectMany(place => place.Index())
            .GroupBy(each => (each.Index, IsOfRule: each.Item.Digit.Rule is not null), each => each.Item);
        foreach (var batch in batches)
        {
            foreach (var (at, digit) in await NotFoundAsync(prometheus, objects, [.. batch]))
            {
                _wrong.Add($"{path}: a digit of {objects[at]} is wrong and not found: {digit}");
            }
        }

        return all.Count;
    }

    /// <summary>
    /// Those that pass for right. Prometheus refuses all rules for one; and one may stand for another, as where two rules differ in a
    /// digit: what is not found beside others is loaded without them.
    /// </summary>
    private async Task<IReadOnlyList<(int Object, WrongDigit Digit)>> NotFoundAsync(
        PrometheusClient prometheus, IReadOnlyList<PrometheusRule> objects, IReadOnlyList<(int Object, WrongDigit Digit)> digits)
    {
        _loads++;
        var of = digits.ToLookup(each => each.Object, each => each.Digit);
        if (await server.RefusalAsync([.. objects.Select((rules, at) => WrongDigit.Put(rules, of[at]))]) is not null)
        {
            if (digits is [_])
            {
                _refused++;
                return [];
            }

            var half = digits.Count / 2;
            return
            [
                .. await NotFoundAsync(prometheus, objects, [.. digits.Take(half)]),
                .. await NotFoundAsync(prometheus, objects, [.. digits.Skip(half)]),
            ];
        }

        var open = new List<(int Object, WrongDigit Digit)>();
        foreach (var at in digits.Select(each => each.Object).Distinct())
        {
            var found = await FoundAsync(prometheus, objects[at]);
            open.AddRange(digits.Where(each => each.Object == at && !found.Contains((each.Digit.Group, each.Digit.Rule))));
        }

        if (digits is [_])
        {
            return open;
        }

        var alone = new List<(int Object, WrongDigit Digit)>();
        foreach (var digit in open)
        {
            alone.AddRange(await NotFoundAsync(prometheus, objects, [digit]));
        }

        return alone;
    }

    /// <summary>The places of the groups and rules that are found to differ from what is loaded.</summary>
    private async Task<HashSet<(int Group, int? Rule)>> FoundAsync(PrometheusClient prometheus, PrometheusRule expected)
    {
        var results = await server.LookAsync(expected, prometheus);
        var places = expected.Groups.SelectMany(
            (group, at) => group.Rules.Select((_, index) => (Group: at, Rule: (int?)index)).Prepend((Group: at, Rule: null)));
        return [.. places.Zip(results).Where(each => IsAnother(each.Second)).Select(each => each.First)];
    }

    private static bool IsAnother(CheckResult result) => result.Verdict == Verdict.Fail
        && (result.Id.StartsWith("groups/", StringComparison.Ordinal)
            || result.Cause == "Prometheus has another version of the rule"
            || result.Evidence.EndsWith("found nothing there", StringComparison.Ordinal));

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

    private KnownMetrics Known(IReadOnlyList<string> names) =>
        KnownMetrics.Load(_folder.Write("metrics.txt", string.Join('\n', names)));

    /// <summary>Asks each query, and how each expression prints, once.</summary>
    private sealed class RememberedQueries() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly Dictionary<Uri, (HttpStatusCode Status, byte[] Body)> _known = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is not { AbsolutePath: "/api/v1/query" or "/api/v1/format_query" } asked)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            if (!_known.TryGetValue(asked, out var known))
            {
                using var answer = await base.SendAsync(request, cancellationToken);
                _known[asked] = known = (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            }

            var content = new ByteArrayContent(known.Body);
            content.Headers.ContentType = new("application/json");
            return new(known.Status) { Content = content };
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithPublicFilesAttribute : FactAttribute
    {
        public FactWithPublicFilesAttribute() => Skip = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 }
            ? new FactWithToolAttribute("prometheus", "promtool").Skip
            : $"{Variable} names no folder: docs/contributing.md says what belongs there";
    }
}
