namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>The host names under which the cluster's services answer.</summary>
internal static class IngressHosts
{
    public static string Grafana(string domain) => $"grafana.{domain}";

    public static string Alertmanager(string domain) => $"alerts.{domain}";

    public static string ArgoCd(string domain) => $"argocd.{domain}";
}
