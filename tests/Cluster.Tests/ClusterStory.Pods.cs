using System.Diagnostics;
using System.Text.Json.Nodes;
using GitOpsDemo.Cluster.Tests.Pods;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Lab;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Cluster.Tests;

/// <summary>What the pods are, and what they write.</summary>
public sealed partial class ClusterStory
{
    [ClusterFact]
    [Step(10)]
    public async Task A_replica_of_the_lab_is_started_with_what_a_pod_is()
    {
        await CompareAsync(Dev, await Clone.RenderAsync("dev"));
    }

    [ClusterFact]
    [Step(11)]
    public async Task So_is_one_with_ConfigMaps_a_Secret_a_file_and_two_ports()
    {
        // The pods are compared, and not asked anything: any image does.
        const string Namespace = $"{ServiceClone.Service}-hello";
        var image = ReplicaSpec.Of(ManifestSet.Parse(await Clone.RenderAsync("dev"), "overlay dev"), LabSecrets.None).Image;
        var manifests = await SampleOverlay.RenderAsync(Namespace, image.ToString());
        await Cluster.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {Namespace}\n");
        try
        {
            await Cluster.ApplyAsync(manifests);
            await CompareAsync(Namespace, manifests);
        }
        finally
        {
            await Cluster.KubectlAsync("delete", "namespace", Namespace, "--wait=false");
        }
    }

    [ClusterFact]
    [Step(12)]
    public async Task The_lines_of_requests_are_followed_within_two_seconds()
    {
        // Given somebody who follows the requests of one trace, and lines that come
        var trace = $"{Guid.NewGuid():N}";
        var (lines, seen) = (0, 0);
        using var end = new CancellationTokenSource();
        var following = Clone.FollowAsync(
            line => Interlocked.Add(ref lines, line.Contains(trace, StringComparison.Ordinal) ? 1 : 0),
            end.Token,
            "--target=Logs",
            "--follow",
            $"--grep={trace}");
        var quickest = TimeSpan.MaxValue;
        await Cluster.ReachAsync(Dev, ServiceClone.Service, 80, async service =>
        {
            await Eventually.HoldsAsync(RequestAsync, "a request is followed", LongestArrival);

            // When more are made, one after another: the best of three, for other programs of this computer take their time too
            for (var request = 0; request < 3; request++)
            {
                seen = lines;
                var watch = Stopwatch.StartNew();
                await RequestAsync();
                await Eventually.HoldsAsync(() => lines > seen, "its line is seen", LongestArrival);
                quickest = watch.Elapsed < quickest ? watch.Elapsed : quickest;
            }

            async Task<bool> RequestAsync()
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/version");
                request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
                using var answer = await service.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                return lines > 0;
            }
        });
        await end.CancelAsync();
        await following;

        // Then
        Output($"{lines} lines, the quickest after {quickest.TotalSeconds:0.0} s");
        Assert.InRange(quickest.TotalSeconds, 0, 2);
    }

    /// <summary>Lays a pod of a namespace, once there is one of this overlay, beside what the lab would start.</summary>
    private async Task CompareAsync(string @namespace, string overlay)
    {
        var spec = ReplicaSpec.Of(ManifestSet.Parse(overlay, "an overlay"), LabSecrets.None);
        JsonNode? pod = null;
        await Eventually.HoldsAsync(
            async () => (pod = (await Cluster.ListAsync("pods", "--namespace", @namespace)).FirstOrDefault(IsCurrent)) is not null,
            $"{@namespace} has a pod of {spec.Image} on a node",
            LongestArrival);

        var differences = PodComparison.Of(spec, pod!, await Cluster.ListAsync("configmaps,secrets", "--namespace", @namespace));

        Output($"{differences.Count} differences\n{string.Join('\n', differences)}");
        Assert.DoesNotContain(differences, difference => !difference.IsDocumented);

        // A pod that goes may be one of the overlay before.
        bool IsCurrent(JsonNode found) => found["metadata"]!["deletionTimestamp"] is null
            && (string?)found["spec"]!["containers"]![0]!["image"] == spec.Image.ToString()
            && found["status"]?["podIP"] is not null;
    }
}
