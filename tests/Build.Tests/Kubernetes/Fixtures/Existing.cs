namespace GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

/// <summary>The questions by which it is found what is in a cluster already, and objects that answer them.</summary>
internal static class Existing
{
    public const string Prometheus = "kubectl --context k3s get prometheuses.monitoring.coreos.com --all-namespaces --output json";
    public const string Operator =
        Workloads + "app.kubernetes.io/name in (prometheus-operator,kube-prometheus-stack-prometheus-operator) --output json";
    public const string Loki = Workloads + "app.kubernetes.io/name=loki --output json";
    public const string Collector = Workloads + "app.kubernetes.io/name in (alloy,alloy-logs,promtail) --output json";
    public const string ArgoCd =
        Workloads + "app.kubernetes.io/part-of=argocd,app.kubernetes.io/name in (argocd-server,argocd-application-controller) "
            + "--output json";
    public const string ArgoCdKind =
        "kubectl --context k3s get customresourcedefinitions.apiextensions.k8s.io applications.argoproj.io --ignore-not-found "
            + "--output json";

    private const string Workloads =
        "kubectl --context k3s get deployments.apps,statefulsets.apps,daemonsets.apps --all-namespaces --selector ";

    public static readonly string[] Queries = [Prometheus, Operator, Loki, Collector, ArgoCd, ArgoCdKind];

    /// <summary>An object that somebody has installed.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="image">The image of its container.</param>
    /// <param name="release">The release of helm that it is of; null when helm did not install it.</param>
    public static string Object(string kind, string ns, string name, string image, string? release = null) => $$$"""
        {"apiVersion":"v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"{{{(release is null ? "" : Annotations(ns, release))}}} },
         "spec":{"template":{"spec":{"containers":[{"image":"{{{image}}}"}]} } } }
        """;

    /// <summary>A Prometheus object.</summary>
    public static string Server(string ns, string name, string? release) => $$$"""
        {"apiVersion":"monitoring.coreos.com/v1","kind":"Prometheus","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"{{{(release is null ? "" : Annotations(ns, release))}}} },"spec":{"version":"v3.9.1"}}
        """;

    private static string Annotations(string ns, string release) =>
        $$$""","annotations":{"meta.helm.sh/release-name":"{{{release}}}","meta.helm.sh/release-namespace":"{{{ns}}}"}""";
}
