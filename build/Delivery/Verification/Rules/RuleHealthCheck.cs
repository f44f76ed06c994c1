using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>A rule is evaluated without error, and was so lately.</summary>
internal static class RuleHealthCheck
{
    public static CheckResult Of(PrometheusClient prometheus, string id, string title, LoadedRule found, TimeSpan interval, TimeSpan margin, DateTimeOffset now)
    {
        var age = now - found.LastEvaluation;
        var evaluated = age > TimeSpan.FromDays(1) ? "never evaluated" : $"evaluated {Differences.Seconds(Math.Max(0, age.TotalSeconds))} ago";
        var evidence = $"expected health ok, found {found.Health}, {evaluated}{(found.State is null ? "" : ", state " + found.State)}";
        return found switch
        {
            { Health: "ok" } when age < (3 * interval) + margin =>
                CheckResult.Pass(id, title, $"health ok, {evaluated}, {found.State ?? "recording"}"),
            { Health: "ok" } => CheckResult.Fail(
                id, title, evidence,
                $"the group has missed its evaluations, one every {Differences.Seconds(interval.TotalSeconds)}",
                "look at Prometheus' log: is it overloaded or stopped?"),
            { Health: "err" } => CheckResult.Fail(
                id, title, evidence,
                $"the evaluation fails: {found.LastError}",
                $"run the expression at {new Uri(prometheus.Address, "graph")} and mend it in alerts.yaml"),
            _ => CheckResult.Fail(
                id, title, evidence,
                "it has not been evaluated since it was loaded",
                $"wait one interval ({Differences.Seconds(interval.TotalSeconds)}) and verify again"),
        };
    }
}
