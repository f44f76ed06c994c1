using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images.Registry;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>Docker, through its command line; which engine that means is Docker's own choice (<c>DOCKER_HOST</c>, <c>docker context</c>).</summary>
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
    public async Task<IReadOnlyList<string>> PushAsync(ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var command = new Command(Docker, "push", image.ToString()) { Timeout = WorkTime };
        var answer = credentials is null
            ? await runner.RunAsync(command, cancellationToken)
            : await WithCredentialsAsync(command, credentials, cancellationToken);
        return [.. Pushed().Matches(answer.Output).Select(match => match.Groups["layer"].Value)];
    }

    /// <summary>Runs a command with a configuration of its own that only this user can read, and that lasts as long as the command.</summary>
    private async Task<CommandResult> WithCredentialsAsync(Command command, RegistryCredentials credentials, CancellationToken cancellationToken)
    {
        var engine = await runner.RunAsync(
            new Command(Docker, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}") { Timeout = AnswerTime }, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("gitops-demo-docker-").FullName;
        try
        {
            var authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.UserName}:{credentials.Password}"));
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using (var file = new FileStream(Path.Combine(folder, "config.json"), options))
            {
                var configuration = new { auths = new Dictionary<string, object> { [credentials.Registry] = new { auth = authorization } } };
                await JsonSerializer.SerializeAsync(file, configuration, cancellationToken: cancellationToken);
            }

            // The own configuration hides the user's contexts: the engine is named instead.
            var environment = new Dictionary<string, string?>(command.Environment) { ["DOCKER_CONFIG"] = folder, ["DOCKER_HOST"] = engine.Output.Trim() };
            return await runner.RunAsync(command with { Environment = environment }, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("^(?<layer>[0-9a-f]{12}): Pushed", RegexOptions.Multiline)]
    private static partial Regex Pushed();
}
