namespace GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

/// <summary>What kubectl 1.35.2 and helm 4.1.4 answered on a Kubernetes 1.36, shortened to what is read of it.</summary>
internal static class Answers
{
    public const string Version = """
        {
          "clientVersion": { "major": "1", "minor": "35", "gitVersion": "v1.35.2" },
          "kustomizeVersion": "v5.7.1",
          "serverVersion": { "major": "1", "minor": "36", "emulationMajor": "1", "gitVersion": "v1.36.0" }
        }
        """;



    /// <summary>A list of objects as <c>kubectl get --output json</c> prints it.</summary>
    public static string List(params string[] items) => $$$"""{"apiVersion":"v1","items":[{{{string.Join(',', items)}}}],"kind":"List","metadata":{"resourceVersion":""}}""";

    /// <summary>A service with one port.</summary>
    public static string Service(string ns, string name, string portName, int port, string clusterIP = "10.43.0.7") => $$$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},
         "spec":{"clusterIP":"{{{clusterIP}}}","ports":[{"name":"{{{portName}}}","port":{{{port}}}}]}}
        """;

    /// <summary>What <c>helm list</c> prints of one release.</summary>
    public static string Release(
        string name, int revision, string status, string chart, string updated = "2026-11-22 10:49:24.324106359 +0000 UTC") =>
        $$"""{"name":"{{name}}","namespace":"monitoring","revision":"{{revision}}","updated":"{{updated}}","status":"{{status}}","chart":"{{chart}}","app_version":""}""";

    /// <summary>What <c>kubectl port-forward</c> prints once it listens.</summary>
    public static string Forwarding(int local, int remote) => $"Forwarding from 127.0.0.1:{local} -> {remote}";
}
