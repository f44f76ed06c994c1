using System.Globalization;
using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Docker;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Build.CakeTools;

/// <summary>Docker through the Cake tools. Which engine is Docker's own choice (<c>DOCKER_HOST</c>, <c>docker context</c>).</summary>
internal sealed class CakeDocker(ICakeContext cake) : IContainerEngine
{
    private static readonly Regex Pushed = new("^(?<layer>[0-9a-f]{12}): Pushed");

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WorkTime = TimeSpan.FromMinutes(10);

    private Task<string?>? _version;

    /// <remarks>Asked once: a run keeps to the engine that it has begun with.</remarks>
    public Task<string?> VersionAsync(CancellationToken cancellationToken) => _version ??= AskVersionAsync(cancellationToken);

    private async Task<string?> AskVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await RunAsync(
                new DockerVersionSettings { Format = "{{.Server.Version}}" }, AnswerTime, cake.DockerVersion, cancellationToken);
            return answer.Trim() is { Length: > 0 } version ? version : null;
        }
        catch (DeliveryException)
        {
            return null;
        }
    }

    public async Task<string?> IdOfAsync(string image, CancellationToken cancellationToken)
    {
        var settings = new DockerInspectSettings { Type = "image", Format = "{{.Id}}", HandleExitCode = exitCode => exitCode == 1 };
        var id = await RunAsync(settings, WorkTime, inspection => cake.DockerInspect(inspection, image), cancellationToken);
        return id.Trim() is { Length: > 0 } known ? known : null;
    }

    public Task LoadAsync(string archive, CancellationToken cancellationToken) =>
        RunAsync(new DockerImageLoadSettings { Input = archive, Quiet = true }, WorkTime, cake.DockerLoad, cancellationToken);

    public Task BuildAsync(EngineBuild build, CancellationToken cancellationToken) => RunAsync(
        new DockerImageBuildSettings
        {
            Tag = [build.Image.ToString()],
            File = build.Dockerfile,
            Platform = build.Platform?.ToString(),
            BuildArg = [.. build.Arguments.Select(argument => $"{argument.Key}={argument.Value}")],
            Label = [.. build.Labels.Select(label => $"{label.Key}={label.Value}")],
            EnvironmentVariables = new Dictionary<string, string>
            {
                // BuildKit: the time in the image, and one manifest instead of an index with the time of the build.
                ["SOURCE_DATE_EPOCH"] = build.Created.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                ["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1",
            },
        },
        WorkTime,
        settings => cake.DockerBuild(settings, build.Folder),
        cancellationToken);

    public async Task<IReadOnlyList<string>> PushAsync(
        ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var sent = new List<string>();
        var settings = new DockerImagePushSettings
        {
            OnLine = line => sent.AddRange(Pushed.Matches(line).Select(match => match.Groups["layer"].Value)),
        };
        using var configuration = credentials is null ? null : DockerConfiguration.With(credentials);
        if (configuration is not null)
        {
            // A configuration of its own hides the user's contexts: the engine is named instead.
            settings.EnvironmentVariables = new Dictionary<string, string>
            {
                ["DOCKER_CONFIG"] = configuration.Folder,
                ["DOCKER_HOST"] = await HostAsync(cancellationToken),
            };
        }

        await RunAsync(settings, WorkTime, push => cake.DockerPush(push, image.ToString()), cancellationToken);
        return sent;
    }

    private async Task<string> HostAsync(CancellationToken cancellationToken)
    {
        var settings = new DockerContextInspectSettings { Format = "{{.Endpoints.docker.Host}}" };
        return (await RunAsync(settings, AnswerTime, cake.DockerContextInspect, cancellationToken)).Trim();
    }

    private static Task RunAsync<TSettings>(TSettings settings, TimeSpan bound, Action<TSettings> run, CancellationToken cancellationToken)
        where TSettings : AutoToolSettings => RunAsync(settings, bound, BlockingTool.Done(run), cancellationToken);

    private static Task<TResult> RunAsync<TSettings, TResult>(
        TSettings settings, TimeSpan bound, Func<TSettings, TResult> run, CancellationToken cancellationToken)
        where TSettings : AutoToolSettings
    {
        settings.SetupProcessSettings = process => process.Timeout = (int)bound.TotalMilliseconds;
        return BlockingTool.RunAsync(
            () => run(settings),
            failure =>
                new DeliveryException(
                    $"`{failure.CommandLine}` failed", failure.ReasonAndError, "run the command by hand to see more", failure),
            cancellationToken);
    }
}
