using Cake.Common.IO;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.MSBuild;
using Cake.Common.Tools.DotNet.Publish;
using Cake.Core;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Build.Tasks.Image;

/// <summary>
/// The service as its image has it, published once for each platform. It is begun beside the tests, which leave a processor idle for a part
/// of their time; an image is made of it only when they have passed.
/// </summary>
public sealed class ServicePublication(ImagePlans images, TimeProvider time)
{
    private Task<TimeSpan?>? _running;

    /// <summary>Whether it was begun, or is done.</summary>
    internal bool IsBegun => _running is not null;

    /// <summary>Begins it, in a run that needs it.</summary>
    internal void Begin(BuildContext context)
    {
        if (BuildTasks.Of(context.Options).Contains(nameof(Publish)))
        {
            _running ??= Task.Run(() => RunAsync(context), context.CancellationToken);
        }
    }

    /// <summary>Waits for its end; begins it where nobody has.</summary>
    /// <returns>How long it took; null where the image needs nothing published.</returns>
    /// <exception cref="CakeException">It failed, and the lines above say why.</exception>
    internal Task<TimeSpan?> FinishAsync(BuildContext context) => _running ??= RunAsync(context);

    /// <summary>Waits for the programs of a run that has failed otherwise.</summary>
    internal async Task EndAsync()
    {
        if (_running is Task running)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TimeSpan?> RunAsync(BuildContext context)
    {
        var plan = await images.PlanAsync(context);
        if (plan.Existing is not null || ImagePlans.IsOfDockerfile(context, plan))
        {
            return null;
        }

        var begun = time.GetTimestamp();
        context.CleanDirectory(context.Paths.Publish);
        // Each leaves a processor idle for a part of its time.
        await Task.WhenAll(plan.Platforms.Select(platform => Task.Run(
            () => context.DotNetPublish(
                context.Paths.ServiceProject, SettingsOf(context, platform.RuntimeIdentifier, plan.Version)),
            context.CancellationToken)));
        return time.GetElapsedTime(begun);
    }

    internal static DotNetPublishSettings SettingsOf(
        BuildContext context, string runtime, SourceVersion version) => new()
        {
            Configuration = context.Options.Configuration,
            Runtime = runtime,
            SelfContained = true,
            PublishReadyToRun = true,
            OutputDirectory = Path.Combine(context.Paths.Publish, runtime),
            NoLogo = true,

            // Intermediate files of its own: the runtime and version that it is published with must not make the next Compile start over.
            ArgumentCustomization = arguments =>
                arguments.AppendSwitchQuoted("--artifacts-path", Path.Combine(context.Paths.PublishIntermediate, runtime)),
            EnvironmentVariables = SharedCompiler.Environment,
            MSBuildSettings = SharedCompiler.Use(new() { Version = version.Text, ContinuousIntegrationBuild = true })
                // The same sources were analyzed by Compile.
                .WithProperty("RunAnalyzers", "false")
                // The image's layers are its files: what changes seldom is a layer of its own.
                .WithProperty("PublishSingleFile", "false")
                .WithProperty("SourceRevisionId", version.Revision ?? "unknown")
                .WithProperty("IncludeSourceRevisionInInformationalVersion", "true"),
        };
}
