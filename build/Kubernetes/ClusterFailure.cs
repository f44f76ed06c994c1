using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>Turns what kubectl and helm say when they fail into one message: the reason in their own words, and what fixes it.</summary>
public static class ClusterFailure
{
    /// <summary>What their messages have in common, each with what fixes it. The first that fits counts.</summary>
    private static readonly (string[] Signs, Func<string, string> Next)[] Known =
    [
        (["context was not found", "context \""],
            _ => "kubectl config get-contexts lists the contexts; name one of them with --kube-context"),
        (["You must be logged in", "Unauthorized", "getting credentials", "certificate has expired"],
            context => $"log in to the cluster again, until `kubectl --context {context} get namespaces` answers"),
        (["field not declared in schema", "unknown field", " is invalid: ", "denied the request"],
            _ => "fix in the manifests what the message names"),
        (["Forbidden", "forbidden:"],
            context => $"let an administrator grant that, or take another context than {context} with --kube-context"),
        (
            [
                "was refused", "no such host", "i/o timeout", "no route to host", "cluster unreachable",
                "context deadline exceeded (Client.Timeout", "TLS handshake timeout", "Unable to connect", ": EOF",
            ],
            context => $"start the cluster or the way to it; `kubectl --context {context} get namespaces` has to answer"),
        (["the server doesn't have a resource type", "no matches for kind"],
            _ => "./build.sh --target=InstallMonitoring (or InstallArgoCd) installs the kinds that are missing"),
        (
            [
                "is not a valid chart repository", "failed to fetch", "failed to perform", "not found in", "chart not found",
                "failed to resolve", "failed to download",
            ],
            _ => "check the way to the chart repository, or take the charts from a folder or a mirror with --charts-from"),
        (["another operation"], _ => "run the task again: it repairs a release that was left pending"),
        (["context deadline exceeded", "timed out waiting"],
            context =>
                $"kubectl --context {context} get pods --all-namespaces shows what is not ready; raise --timeout if it only needs longer"),
    ];

    /// <summary>The failure of a command.</summary>
    /// <param name="what">The command, without secrets.</param>
    /// <param name="said">What the tool wrote about it.</param>
    /// <param name="context">The context of the kubeconfig.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public static DeliveryException Of(string what, string said, string context, Exception? cause = null)
    {
        var next = Known.Where(
            known => known.Signs.Any(sign => said.Contains(sign, StringComparison.Ordinal))).Select(known => known.Next).FirstOrDefault();
        return new DeliveryException($"`{what}` failed", Reason(said), next?.Invoke(context) ?? $"run `{what}` by hand to see more", cause);
    }

    /// <summary>The lines of the reason, without the client's own noise (<c>E1122 10:49:11.517353 …</c>) and without repetition.</summary>
    private static string Reason(string said)
    {
        var lines = said.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Distinct().ToList();
        var telling = lines.Where(line => !IsNoise(line)).ToList();
        return string.Join("\n  ", telling.Count > 0 ? telling : lines);
    }

    private static bool IsNoise(string line) =>
        (line.Length > 5 && line[0] is 'E' or 'W' or 'I' && line[1..5].All(char.IsAsciiDigit)) || line.StartsWith(
            "level=", StringComparison.Ordinal);
}
