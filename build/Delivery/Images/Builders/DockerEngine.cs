using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images.Registry;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>Docker, through its command line. Which engine is Docker's own choice (<c>DOCKER_HOST</c>, <c>docker context</c>).</summary>
/// <param name="runner">Runs <c>docker</c>.</param>
public sealed partial class DockerEngine(ICommandRunner runner) : IContainerEngine
{
    private const string Docker = "docker";

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WorkTime = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async Task<string?> VersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await runner.RunAsync(
                new Command(Docker, "version", "--format", "{{.Server.Version}}") { Timeout = AnswerTime }, cancellationToken);
            return answer.Output.Trim() is { Length: > 0 } version ? version : null;
        }
        catch (DeliveryException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> HasImageAsync(string image, CancellationToken cancellationToken)
    {
        var answer = await runner.RunAsync(
            new Command(Docker, "image", "inspect", "--format", "{{.Id}}", image) { SuccessCodes = [0, 1] }, cancellationToken);
        return answer.ExitCode == 0;
    }

    /// <inheritdoc/>
    public Task LoadAsync(string archive, CancellationToken cancellationToken) =>
        runner.RunAsync(new Command(Docker, "load", "--quiet", "--input", archive) { Timeout = WorkTime }, cancellationToken);

    /// <inheritdoc/>
    public Task BuildAsync(EngineBuild build, CancellationToken cancellationToken) =>
        runner.RunAsync(
            new Command(
                Docker,
                [
                    "build", "--tag", build.Image.ToString(),
                    .. build.Arguments.SelectMany(argument => new[] { "--build-arg", $"{argument.Key}={argument.Value}" }),
                    .. build.Labels.SelectMany(label => new[] { "--label", $"{label.Key}={label.Value}" }),
                    build.Folder,
                ])
            {
                Timeout = WorkTime,
                Environment = new Dictionary<string, string?>
                {
                    // BuildKit: the time in the image, and one manifest instead of an index with the time of the build.
                    ["SOURCE_DATE_EPOCH"] = build.Created.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                    ["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1",
                },
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> PushAsync(
        ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var command = new Command(Docker, "push", image.ToString()) { Timeout = WorkTime };
        using var configuration = credentials is null ? null : DockerConfiguration.With(credentials);
        if (configuration is not null)
        {
            // A configuration of its own hides the user's contexts: the engine is named instead.
            command = command with
            {
                Environment = new Dictionary<string, string?>
                {
                    ["DOCKER_CONFIG"] = configuration.Folder,
                    ["DOCKER_HOST"] = await HostAsync(cancellationToken),
                },
            };
        }

        var answer = await runner.RunAsync(command, cancellationToken);
        return [.. Pushed().Matches(answer.Output).Select(match => match.Groups["layer"].Value)];
    }

    private async Task<string> HostAsync(CancellationToken cancellationToken)
    {
        var inspection = new Command(Docker, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}") { Timeout = AnswerTime };
        return (await runner.RunAsync(inspection, cancellationToken)).Output.Trim();
    }

    [GeneratedRegex("^(?<layer>[0-9a-f]{12}): Pushed", RegexOptions.Multiline)]
    private static partial Regex Pushed();
}
