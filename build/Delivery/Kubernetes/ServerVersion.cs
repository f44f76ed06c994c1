using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>The version of an API server, and of the kubectl that asked it.</summary>
/// <param name="Number">Major and minor.</param>
/// <param name="Name">The whole name, such as <c>v1.36.0+k3s1</c>.</param>
public sealed record ServerVersion(Version Number, string Name)
{
    /// <summary>The largest difference of minor versions between kubectl and server (<see href="https://kubernetes.io/releases/version-skew-policy/"/>).</summary>
    public const int LargestSkew = 1;

    /// <summary>Major and minor of the kubectl that asked; null when it did not say.</summary>
    public Version? Client { get; init; }

    /// <summary>Whether Kubernetes supports a kubectl with this server.</summary>
    public bool Supports(Version client) => SkewTo(client) <= LargestSkew;

    /// <summary>How many minor versions a kubectl is away.</summary>
    public int SkewTo(Version client) => client.Major == Number.Major ? Math.Abs(client.Minor - Number.Minor) : int.MaxValue;

    /// <summary>Reads what <c>kubectl version --output json</c> prints.</summary>
    /// <exception cref="DeliveryException">It has no version of a server.</exception>
    public static ServerVersion Parse(string json)
    {
        return ForeignJson.Read(json, "the version of the API server", "kubectl version --output json", version =>
            version.At("serverVersion") is var server && server.Text("major") is { } major && server.Text("minor") is { } minor
                ? new ServerVersion(NumberOf(major, minor), server.Text("gitVersion") ?? $"v{major}.{minor}") { Client = ClientOf(version) }
                : throw new FormatException("kubectl did not tell it"));
    }

    private static Version? ClientOf(JsonNode version) =>
        version.Text("clientVersion", "major") is { } major && version.Text("clientVersion", "minor") is { } minor ? NumberOf(major, minor) : null;

    private static Version NumberOf(string major, string minor) => new(Digits(major), Digits(minor));

    /// <summary>Managed clusters name their minor with a sign, such as <c>33+</c>.</summary>
    private static int Digits(string number) => int.Parse(number.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture);
}
