using System.Text.Json;
using GitOpsDemo.Delivery.Images.Registry;

namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>A configuration for Docker with one registry's credentials: only this user can read it, and it goes when disposed.</summary>
public sealed class DockerConfiguration : IDisposable
{
    private DockerConfiguration(string folder) => Folder = folder;

    /// <summary>The folder, for <c>DOCKER_CONFIG</c>.</summary>
    public string Folder { get; }

    /// <summary>Writes one.</summary>
    public static DockerConfiguration With(RegistryCredentials credentials)
    {
        var configuration = new DockerConfiguration(Directory.CreateTempSubdirectory("gitops-demo-docker-").FullName);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(Path.Combine(configuration.Folder, "config.json"), options);
        var logins = new Dictionary<string, object> { [credentials.Registry] = new { auth = credentials.ToBase64() } };
        JsonSerializer.Serialize(file, new { auths = logins });
        return configuration;
    }

    /// <summary>Removes it.</summary>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
