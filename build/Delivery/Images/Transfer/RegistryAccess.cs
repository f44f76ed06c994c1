using System.Text;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>How registries are reached and opened: by what the environment, Docker's configuration and the settings file say.</summary>
public sealed record RegistryAccess
{
    /// <summary>Without any login.</summary>
    public static RegistryAccess Anonymous { get; } = new();

    /// <summary>For the one registry that they name, from <c>REGISTRY_USERNAME</c> and <c>REGISTRY_PASSWORD</c>.</summary>
    public RegistryCredentials? Credentials { get; init; }

    /// <summary>Docker's logins, for the registries that the environment has none for; null to leave them alone.</summary>
    public DockerLogins? Docker { get; init; }

    /// <summary>The registries, as image references name them, that are spoken to without TLS.</summary>
    public IReadOnlyList<string> PlainHttp { get; init; } = [];

    /// <summary>Whom TLS trusts.</summary>
    public ServerTls Tls { get; init; } = ServerTls.Default;

    /// <summary>Whether an image's registry is spoken to without TLS: on this computer, or where the settings file says so.</summary>
    internal bool IsPlain(ImageReference image) => image.IsLoopback || PlainHttp.Contains(image.Registry, StringComparer.OrdinalIgnoreCase);

    /// <summary>What opens a registry; null where nothing is known.</summary>
    internal async Task<RegistryCredentials?> LoginAsync(string registry, CancellationToken cancellationToken) =>
        Credentials?.Registry == registry ? Credentials
        : Docker is null ? null
        : await Docker.FindAsync(registry, cancellationToken);
}

/// <summary>A name and password for one registry. They go to no other, and to none without TLS except on this computer.</summary>
/// <param name="Registry">The registry as image references name it, such as <c>ghcr.io</c>.</param>
/// <param name="UserName">From <c>REGISTRY_USERNAME</c>, or as Docker has it.</param>
/// <param name="Password">From <c>REGISTRY_PASSWORD</c>, or as Docker has it.</param>
public sealed record RegistryCredentials(string Registry, string UserName, string Password)
{
    /// <summary>Name and password as HTTP's Basic authentication has them (RFC 7617).</summary>
    internal string ToBase64() => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"));

    /// <summary>Names the user and registry, never the password.</summary>
    public override string ToString() => $"{UserName} at {Registry}";
}
