using GitOpsDemo.Delivery.Verification.Alertmanager;

namespace GitOpsDemo.Delivery.Verification.Alerting;

/// <summary>Alertmanager takes alerts.</summary>
internal static class ReadyCheck
{
    public static CheckResult Of(AlertmanagerClient alertmanager, AlertmanagerStatus status)
    {
        const string Id = "alerting/alertmanager";
        const string Title = "Alertmanager is ready";
        var evidence = $"{alertmanager.Address}api/v2/status has cluster status {status.Cluster?.Status ?? "none"}";
        return status.Cluster?.Status is "ready" or "disabled"
            ? CheckResult.Pass(Id, Title, evidence)
            : CheckResult.Fail(Id, Title, evidence, "it has not settled with its peers", "wait, and look at Alertmanager's log");
    }
}
