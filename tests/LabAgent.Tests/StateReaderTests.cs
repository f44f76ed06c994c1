using System.Text;
using System.Text.Json;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class StateReaderTests
{
    private const string Pod = """{"namespace":"n","name":"p","container":"c","image":"i","address":"http://127.0.0.1:1"}""";

    [Fact]
    public void A_state_with_defaults_is_read()
    {
        var state = StateReader.Read(Encoding.UTF8.GetBytes(State(pods: Pod)));

        var pod = Assert.Single(state.Pods);
        Assert.Equal(7, state.Generation);
        Assert.Null(pod.Readiness);
    }

    [Fact]
    public void A_probe_has_the_defaults_of_Kubernetes()
    {
        var state = StateReader.Read(Encoding.UTF8.GetBytes(State(pods: Pod[..^1] + """,  "readiness":{"path":"/ready"}}""")));

        Assert.Equal(new AgentProbe("/ready", 10, 1, 1, 3), state.Pods[0].Readiness);
    }

    [Theory]
    [InlineData("null", "holds null")]
    [InlineData("{", "")]
    [InlineData("""{"generation":1,"services":[],"pods":[]}""", "deployments")]
    [InlineData("""{"generation":1,"services":[],"pods":[],"deployments":[],"more":1}""", "more")]
    public void What_is_not_a_state_is_refused(string content, string expected) => Refused(content, expected);

    [Fact]
    public void What_can_not_be_followed_is_refused()
    {
        const string Service = """{"namespace":"n","name":"s","port":1,"pods":[]}""";

        Refused(State(pods: $"{Pod},{Pod}"), "pod n/p appears twice");
        Refused(State(services: $"{Service},{Service}"), "service n/s:1 appears twice");
        Refused(State(pods: Pod.Replace("http://127.0.0.1:1", "/there", StringComparison.Ordinal)), "the address of pod p");
        Refused(State(pods: Pod[..^1] + """,  "readiness":{"path":"/ready","periodSeconds":0}}"""), "the probe of pod p");
    }

    private static string State(string services = "", string pods = "") =>
        $$"""{"generation":7,"services":[{{services}}],"pods":[{{pods}}],"deployments":[]}""";

    private static void Refused(string content, string expected)
    {
        var failure = Assert.ThrowsAny<JsonException>(() => StateReader.Read(Encoding.UTF8.GetBytes(content)));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }
}
