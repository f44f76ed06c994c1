using System.Globalization;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>The facts of a report as pairs of name and value, the same on the console and in Markdown.</summary>
public static class ReportFacts
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Those that are known, in the order in which they came to be.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(DeliveryReport report)
    {
        var facts = new List<(string, string)>();
        if (report.Image is { } image)
        {
            facts.Add(("version", image.Version));
            facts.Add(("image", image.Reference));
            facts.Add(("size", $"{Size(image.Size)} in {image.Layers.Count} layer{(image.Layers.Count == 1 ? "" : "s")}, {(image.Uploaded == 0 ? "all of it there already" : $"{Size(image.Uploaded)} uploaded")}"));
        }

        if (report.Commit is { } commit)
        {
            facts.Add(("commit", $"{commit.Id[..12]} in {commit.Repository}, {(commit.AwaitsMergeOn is { } branch ? $"on branch {branch} until it is merged, " : "")}{(commit.IsNew ? string.Join(", ", commit.Changes) : "there already")}"));
        }

        if (report.Live is { } live)
        {
            facts.Add(("runs", $"{live.Replicas.Count(replica => replica.IsRunning)} of {live.Replicas.Count} replicas in {live.Namespace} on {report.Platform}"));
            facts.AddRange(live.Replicas.Select(replica => ("", $"{replica.Pod}: {replica.Runtime}{(replica.IsRunning ? "" : ", not running")}")));
        }

        if (report.Hosts is { } hosts)
        {
            facts.Add(("/etc/hosts", hosts));
        }

        facts.AddRange(report.Urls.Select(url => (url.Key, url.Value)));
        return facts;
    }

    private static string Size(long bytes) => (bytes / Mebibyte).ToString("0.0", CultureInfo.InvariantCulture) + " MiB";
}
