using System.Globalization;

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
        return ForeignJson.Read(json, "the version of the API server", "kubectl version --output json", version =>
            version.At("serverVersion") is var server && server.Text("major") is { } major && server.Text("minor") is { } minor
                ? new ServerVersion(new(Digits(major), Digits(minor)), server.Text("gitVersion") ?? $"v{major}.{minor}")
                : throw new FormatException("kubectl did not tell it"));
    }

    /// <summary>Managed clusters name their minor with a sign, such as <c>33+</c>.</summary>
    private static int Digits(string number) => int.Parse(number.TrimEnd('+'), NumberStyles.None, CultureInfo.InvariantCulture);
}
