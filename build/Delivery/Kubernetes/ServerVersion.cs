using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>The version of an API server.</summary>
/// <param name="Number">Major and minor.</param>
/// <param name="Name">The whole name, such as <c>v1.36.0+k3s1</c>.</param>
public sealed record ServerVersion(Version Number, string Name)
{
    /// <summary>Reads what <c>kubectl version --output json</c> prints.</summary>
    /// <exception cref="DeliveryException">It has no version of a server.</exception>
    public static ServerVersion Parse(string json)
    {
        var server = JsonNode.Parse(json)?["serverVersion"];
        return server.Text("major") is { } major && server.Text("minor") is { } minor
            ? new(new(Digits(major), Digits(minor)), server.Text("gitVersion") ?? $"v{major}.{minor}")
            : throw new DeliveryException("the version of the API server is unknown", "kubectl did not tell it", "kubectl version --output json");
    }

    /// <summary>Managed clusters name their minor with a sign, such as <c>33+</c>.</summary>
    private static int Digits(string number) => int.Parse(number.TrimEnd('+'), CultureInfo.InvariantCulture);
}
