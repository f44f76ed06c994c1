using Cake.CommandLine;
using Cake.Core;

namespace Cake.Docker;

/// <summary>Runs <c>docker login</c>.</summary>
internal sealed class DockerAuthenticator(ICakeContext context) : DockerTool<DockerRegistryLoginSettings>(context, "login")
{
    public void LogIn(DockerRegistryLoginSettings settings, string? server) =>
        Run(settings, arguments =>
        {
            ArgumentException.ThrowIfNullOrEmpty(settings.Password);
            arguments
                .Append("--username")
                .AppendRequired(settings.Username)
                .Append("--password-stdin")
                .AppendValues(server is null ? [] : [server]);
        });
}
