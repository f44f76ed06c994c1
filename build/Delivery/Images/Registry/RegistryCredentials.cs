using System.Text;

namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>A name and password for one registry. They go to no other, and to none without TLS except on this computer.</summary>
/// <param name="Registry">The registry as image references name it, such as <c>ghcr.io</c>.</param>
/// <param name="UserName">From <c>REGISTRY_USERNAME</c>.</param>
/// <param name="Password">From <c>REGISTRY_PASSWORD</c>.</param>
public sealed record RegistryCredentials(string Registry, string UserName, string Password)
{
    /// <summary>Name and password as HTTP's Basic authentication has them (RFC 7617).</summary>
    internal string ToBase64() => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"));

    /// <summary>Names the user and registry, never the password.</summary>
    public override string ToString() => $"{UserName} at {Registry}";
}
