using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

public sealed class PrometheusRuleFileTests
{
    private static readonly Dictionary<string, string> None = [];

    private static readonly PrometheusRule Alerts =
        ManifestSet.Load(Path.Combine(Repository.Root, "monitoring/alerts.yaml")).Only<PrometheusRule>();

    [Fact]
    public void The_file_is_named_as_the_operator_names_it_and_keeps_its_name()
    {
        var name = PrometheusRuleFile.Name(Alerts);

        Assert.Matches(@"^monitoring-gitops-demo-alerts-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.yaml$", name);
        Assert.Equal(name, PrometheusRuleFile.Name(Alerts with { Groups = [] }));
        Assert.NotEqual(name, PrometheusRuleFile.Name(Alerts with { Metadata = Alerts.Metadata with { Namespace = null } }));
    }

    [Fact]
    public void The_file_holds_the_groups_and_nothing_of_the_Kubernetes_object()
    {
        var rule = new Rule(
            "Down",
            null,
            "up == 0",
            TimeSpan.FromMinutes(2),
            TimeSpan.FromSeconds(90),
            new Dictionary<string, string> { ["severity"] = "warning", ["since"] = "2026", ["paged"] = "yes" },
            new Dictionary<string, string> { ["summary"] = "{{ $labels.job }} is: down" });
        var record = new Rule(null, "up:sum", "sum(\n  up\n)", TimeSpan.Zero, TimeSpan.Zero, None, None);
        RuleGroup[] groups = [new("a", TimeSpan.FromSeconds(30), [rule]), new("b", null, [record])];

        var text = PrometheusRuleFile.Write(Alerts with { Groups = groups });

        Assert.Equal(
            """
            groups:
            - name: a
              interval: 30s
              rules:
              - alert: Down
                expr: up == 0
                for: 2m
                keep_firing_for: 1m30s
                labels:
                  severity: warning
                  since: "2026"
                  paged: "yes"
                annotations:
                  summary: '{{ $labels.job }} is: down'
            - name: b
              rules:
              - record: up:sum
                expr: |-
                  sum(
                    up
                  )

            """,
            text);
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same_rules()
    {
        var read = ReadBack(PrometheusRuleFile.Write(Alerts)).SelectMany(group => group.Rules).ToList();

        var written = Alerts.Groups.SelectMany(group => group.Rules).ToList();
        Assert.Equal(written.Select(rule => rule.Expression), read.Select(rule => rule.Expression));
        Assert.Equal(written.SelectMany(rule => rule.Annotations), read.SelectMany(rule => rule.Annotations));
    }

    [Theory]
    [InlineData("up{a=\"\\n\"} == 0")]
    [InlineData(" leading and trailing \n  lines \n\n")]
    [InlineData("# comment\nup")]
    [InlineData("\n\nup")]
    [InlineData("up\r\n== 0")]
    [InlineData("{__name__=~\"é.*\"}")]
    [InlineData("true")]
    [InlineData("0x1F")]
    public void Any_expression_stays_untouched(string expression)
    {
        var rule = new Rule("A", null, expression, TimeSpan.Zero, TimeSpan.Zero, None, None);

        var text = PrometheusRuleFile.Write(Alerts with { Groups = [new RuleGroup("a", null, [rule])] });

        Assert.Equal(expression, ReadBack(text)[0].Rules[0].Expression);
    }

    private static IReadOnlyList<RuleGroup> ReadBack(string ruleFile)
    {
        var spec = string.Concat(ruleFile.Split('\n').Select(line => $"  {line}\n"));
        var yaml = $"apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {{name: x}}\nspec:\n{spec}";
        return ManifestSet.Parse(yaml, "x").Only<PrometheusRule>().Groups;
    }
}
