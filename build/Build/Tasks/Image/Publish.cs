using Cake.Common.IO;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.MSBuild;
using Cake.Common.Tools.DotNet.Publish;
using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.Manifests;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Build.Tasks.Image;

/// <summary>Publishes the service for the image, once for each platform: with its own runtime, compiled ahead of time.</summary>
[TaskName(nameof(Publish))]
[TaskDescription("Publishes the service, self-contained and ready to run, into artifacts/publish.")]
[IsDependentOn(typeof(Validate))]
[IsDependentOn(typeof(UnitTest))]
public sealed class Publish(ImagePlans image, SharedCompiler compiler) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var plan = await image.PlanAsync(context);
        if (plan.Existing is not null || ImagePlans.IsOfDockerfile(context, plan))
        {
            return;
        }

        context.CleanDirectory(context.Paths.Publish);
        // Each leaves a processor idle for a part of its time.
        await Task.WhenAll(plan.Platforms.Select(platform => Task.Run(
            () => context.DotNetPublish(
                context.Paths.ServiceProject, SettingsOf(context, compiler, platform.RuntimeIdentifier, plan.Version)),
            context.CancellationToken)));
        await compiler.EndAsync(context);
    }

    internal static DotNetPublishSettings SettingsOf(
        BuildContext context, SharedCompiler compiler, string runtime, SourceVersion version) => new()
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
            MSBuildSettings = compiler.Use(new() { Version = version.Text, ContinuousIntegrationBuild = true })
                // The same sources were analyzed by Compile.
                .WithProperty("RunAnalyzers", "false")
                // The image's layers are its files: what changes seldom is a layer of its own.
                .WithProperty("PublishSingleFile", "false")
                .WithProperty("SourceRevisionId", version.Revision ?? "unknown")
                .WithProperty("IncludeSourceRevisionInInformationalVersion", "true"),
        };
}
