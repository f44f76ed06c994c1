using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Tests.Programs;

/// <summary>What leaves this computer without secrets, and with everything else.</summary>
public sealed class RedactionTests
{
    private const string Manifest = """
        apiVersion: v1
        data:
          password: aHVudGVyMg==
          ca.crt: |
            LS0tLS1CRUdJ
            TiBDRVJU
        kind: Secret
        metadata:
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"aHVudGVyMg=="}}'
          name: shop
        stringData: {user: hunter2}
        ---
        apiVersion: apps/v1
        kind: Deployment
        spec:
          replicas: 2
        """;

    [Theory]
    [InlineData("curl -H 'Authorization: Bearer abc.def' http://a", "curl -H 'Authorization: ***' http://a")]
    [InlineData("""{"Authorization":"Basic dTpw","x":1}""", """{"Authorization":"***","x":1}""")]
    [InlineData("it sent Bearer 0123456789abcdef0123 to us", "it sent Bearer *** to us")]
    [InlineData("https://bot:hunter2@git.example.com/a.git", "https://***@git.example.com/a.git")]
    [InlineData("password=hunter2&user=bob", "password=***&user=bob")]
    [InlineData("""{"client_secret": "hunter2", "replicas": 2}""", """{"client_secret": "***", "replicas": 2}""")]
    [InlineData("- name: DB_PASSWORD\n  value: hunter2\n- name: REGION", "- name: DB_PASSWORD\n  value: ***\n- name: REGION")]
    [InlineData("""{"name":"API_KEY","value":"hunter2"}""", """{"name":"API_KEY","value":"***"}""")]
    [InlineData("""{"evidence":"{\"token\":\"hunter2\",\"a\":1}"}""", """{"evidence":"{\"token\":\"***\",\"a\":1}"}""")]
    [InlineData("""{"token":"a\"b'c"}""", """{"token":"***"}""")]
    [InlineData("token ghp_0123456789abcdefghij ends", "token *** ends")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nafter", "***\nafter")]
    public void What_looks_like_a_secret_is_left_out(string text, string expected) => Assert.Equal(expected, None.Of(text));

    [Theory]
    [InlineData("secretName: shop-tls")]
    [InlineData("secretKeyRef:\n  name: shop")]
    [InlineData("automountServiceAccountToken: false")]
    [InlineData("sum by (namespace) (rate(http_requests_total{status=~\"5..\"}[5m])) > 0.1")]
    [InlineData("https://ghcr.io/team/shop@sha256:0123456789abcdef")]
    [InlineData("12:03:01 $ kubectl get pods --namespace shop-dev -o json")]
    public void What_is_none_stays(string text) => Assert.Equal(text, None.Of(text));

    [Fact]
    public void Of_a_secret_the_keys_stay_and_other_manifests_are_whole()
    {
        var shown = None.Of(Manifest);

        Assert.DoesNotContain("aHVudGVyMg", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("LS0tLS1CRUdJ", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        Assert.Contains("\n  password: ***\n  ca.crt: ***\nkind: Secret\n", shown, StringComparison.Ordinal);
        Assert.EndsWith("---\napiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_in_which_a_secret_lies_is_left_out_as_a_whole() =>
        Assert.Equal(
            "kind: Service\n# left out: it holds a Secret",
            None.Of("kind: Service\n---\n{\"kind\":\"List\",\"items\":[{\"kind\":\"Secret\",\"data\":{\"a\":\"aHVudGVyMg==\"}}]}"));

    [Fact]
    public void The_value_of_a_known_variable_is_left_out_in_each_of_its_forms()
    {
        var variables = new Dictionary<string, string>
        {
            ["SHOP_DB"] = "hunter 2",
            ["REGISTRY_USERNAME"] = "team",
            ["GITOPS_TOKEN"] = "abc",
        };
        var redaction = new Redaction(["SHOP_DB"], variables.GetValueOrDefault);

        Assert.Equal("*** and *** and ***, not abc of team", redaction.Of("hunter 2 and hunter%202 and aHVudGVyIDI=, not abc of team"));
    }

    private static Redaction None => new([], _ => null);
}
