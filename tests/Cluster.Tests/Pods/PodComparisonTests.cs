using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Cluster.Tests.Pods;

/// <summary>Pods of a Kubernetes 1.36, recorded, beside what the lab reads in their manifests.</summary>
public sealed class PodComparisonTests
{
    private const string Image = "localhost:5000/hello:1.0.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void A_replica_is_started_with_what_a_recorded_pod_of_the_same_overlay_is() =>
        Assert.Empty(PodComparison.Of(Spec(Overlay), Pod(), []));

    [Fact]
    public void What_Kubernetes_adds_to_pods_that_may_ask_its_API_is_a_difference()
    {
        // Given CoreDNS, which mounts a ConfigMap and the token of its service account
        var recorded = JsonNode.Parse(Recorded("coredns.json"))!["items"]!.AsArray();
        var manifests = string.Join("\n---\n", recorded.Take(2).Select(item => item!.ToJsonString()))
            .Replace("coredns:v1.13.1", $"coredns:v1.13.1@{Image.Split('@')[1]}", StringComparison.Ordinal);

        var differences = PodComparison.Of(Spec(manifests), recorded[2]!, [recorded[1]!]);

        Assert.Equal("mount /var/run/secrets/kubernetes.io/serviceaccount", Assert.Single(differences).Name);
    }

    [Theory]
    [InlineData("readinessProbe", "periodSeconds", "2", "readinessProbe")]
    [InlineData("livenessProbe", "timeoutSeconds", "1", "livenessProbe")]
    [InlineData("startupProbe", "httpGet", """{"path":"/health","port":"http","scheme":"HTTPS"}""", "startupProbe")]
    [InlineData("", "args", """["--verbose"]""", "args 0")]
    [InlineData("", "command", """["/bin/sh"]""", "command 0")]
    [InlineData("", "ports", """[{"name":"http","containerPort":9000}]""", "port http")]
    [InlineData("", "volumeMounts", """[{"name":"tmp","mountPath":"/tmp","readOnly":true}]""", "mount /tmp")]
    [InlineData("", "volumeMounts", "[]", "mount /tmp")]
    public void Another_value_is_a_difference(string part, string key, string value, string name)
    {
        var pod = Pod();
        var container = pod["spec"]!["containers"]![0]!;
        (part.Length > 0 ? container[part]! : container)[key] = JsonNode.Parse(value);

        Assert.Equal(name, Assert.Single(PodComparison.Of(Spec(Overlay), pod, [])).Name);
    }

    [Theory]
    [InlineData("""{"name":"POD_NAME","value":"another"}""", "env POD_NAME: cluster-test-")]
    [InlineData("""{"name":"MORE","value":"$(POD_NAME)$$(POD_NAME)$(NONE)"}""", "env MORE: nothing in the lab, cluster-test-")]
    public void Another_variable_is_a_difference(string variable, string expected)
    {
        var pod = Pod();
        pod["spec"]!["containers"]![0]!["env"]!.AsArray().Add(JsonNode.Parse(variable));

        Assert.StartsWith(expected, Assert.Single(PodComparison.Of(Spec(Overlay), pod, [])).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status.hostIP", true)]
    [InlineData("status.podIP", true)]
    [InlineData("spec.nodeName", true)]
    [InlineData("metadata.uid", true)]
    [InlineData("status.phase", false)]
    public void What_the_page_of_the_lab_lists_is_allowed_to_differ_and_nothing_else_is(string field, bool isDocumented) =>
        Assert.Equal(isDocumented, new PodDifference("env A", "127.0.0.1", "10.0.0.1", field).IsDocumented);

    [FactWithTool("kubectl")]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task ConfigMaps_Secrets_and_files_reach_both()
    {
        // Given the overlay as the API server would have it, but for the defaults of probes
        var manifests = await SampleOverlay.RenderAsync("hello-live", Image);
        var objects = await Task.WhenAll(manifests.Split("\n---\n").Select(JsonOfAsync));
        var template = objects.Single(item => (string)item["kind"]! == "Deployment")["spec"]!["template"]!;
        var pod = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "hello-0", ["namespace"] = "hello-live" },
            ["spec"] = template["spec"]!.DeepClone(),
        };

        var differences = PodComparison.Of(Spec(manifests), pod, objects);
        Assert.All(differences, difference => Assert.EndsWith("Probe", difference.Name, StringComparison.Ordinal));

        // And another content of the file, or none of the Secret, is found
        objects.Single(item => item["data"]?["settings.json"] is not null)["data"]!["settings.json"] = "{}";
        Assert.Contains(PodComparison.Of(Spec(manifests), pod, objects), difference => difference.Name == "file /etc/hello/settings.json");
        var withoutSecret = objects.Where(item => (string)item["kind"]! != "Secret").ToList();
        Assert.Contains(PodComparison.Of(Spec(manifests), pod, withoutSecret), difference => difference.Name == "env Hello__SigningKey");
    }

    private static string Overlay => Recorded("cluster-test.yaml");

    private static JsonNode Pod() => JsonNode.Parse(Recorded("cluster-test.json"))!["items"]![0]!;

    private static ReplicaSpec Spec(string manifests) => ReplicaSpec.Of(ManifestSet.Parse(manifests, "a recording"), LabSecrets.None);

    private static string Recorded(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Pods", "Recorded", file));

    /// <summary>kubectl reads YAML and writes JSON, without a cluster.</summary>
    private static async Task<JsonNode> JsonOfAsync(string manifest)
    {
        var run = await new CommandRunner(new RecordingLog()).RunAsync(
            new Command("kubectl", "label", "--local", "--filename", "-", "--output", "json", "read=true") { StandardInput = manifest });
        return JsonNode.Parse(run.Output)!;
    }
}
