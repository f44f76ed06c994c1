using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Build.Sbom;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Notifications;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Delivery.Report.Status;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Drill;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.Drill;
using GitOpsDemo.Lab;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.Lab.Drill;
using GitOpsDemo.Lab.Fields;
using GitOpsDemo.Lab.Replicas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Composition;

/// <summary>Puts the build together. Nothing here looks at the computer: each part does when a task first asks it.</summary>
internal static class Services
{
    /// <summary>Adds everything that tasks ask for.</summary>
    public static void AddBuild(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Settings.Service);
        services.AddSingleton(options.Settings.Policy);
        services.AddSingleton(paths);
        services.AddHosting(options, paths);
        services.AddSingleton(ServiceClient.Bounded());
        services.AddTools(options, paths);
        services.AddImages(options, paths);
        services.AddLab(options, paths);
        services.AddCluster(options, paths);
        services.AddDrill(options);
        services.AddDoctor(options, paths);
        services.AddViews(options);
        services.TryAddSingleton<RunOutcome>();
        services.AddSingleton<Freshness>();
        services.AddSingleton<SharedCompiler>();
        services.AddSingleton<RenderedImages>();
        services.AddSingleton<GitOpsRepositories>();
        services.AddSingleton<ProvenRelease>();
        services.AddSingleton<PullRequests>();
        services.AddSingleton<SourceStatus>();
        services.AddSingleton<FailedDeploy>();
        services.AddFailedProof(options, paths);
        services.AddSingleton<ImagePlans>();
        services.AddSingleton<ManifestValidation>();
        services.AddSingleton<DashboardValidation>();
        services.AddSingleton(provider => provider.GetRequiredService<IPlatform>().Arrivals);
        services.AddSingleton<ProofEngine>();
        services.AddSingleton(new ProofLedger(paths.Proofs));
        services.AddSingleton(options.Release.Proof);
        services.AddSingleton<ProofQuestion>();
        services.AddSingleton<PromotionGates>();
        services.AddSingleton(provider => new ToolVersion(new VersionFromGit(
            paths.Home,
            provider.GetRequiredService<ICommandRunner>(),
            new SourceFingerprint(paths.Home, provider.GetRequiredService<ICommandRunner>()))));
        services.AddSingleton<ProofRecorder>();
        services.AddSingleton<EnvironmentProof>();
        services.AddSingleton<SoakRun>();
        services.AddSingleton<EnvironmentSoak>();
        services.AddSingleton(provider => new Notifier(
            options.Settings.Notifications,
            provider.GetRequiredService<HttpClient>(),
            SecretVariables.ValueOf,
            provider.GetRequiredService<IDeliveryLog>()));
    }

    private static void AddFailedProof(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(new Redaction(options.Settings.SecretNames, SecretVariables.ValueOf));
        services.AddWith<FailureBundle>(paths.Artifacts);
        services.AddSingleton<LastProof>();
        services.AddSingleton(provider => new ChangesSinceProof(
            new GitCommand(paths.Root, provider.GetRequiredService<ICommandRunner>()), provider.GetRequiredService<TextDiff>()));
        services.AddSingleton<FailedProof>();
        services.AddSingleton(provider => new Lazy<FailedProof>(provider.GetRequiredService<FailedProof>));
    }

    private static void AddTools(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(ToolEnvironment.Here(paths.Home));
        services.AddSingleton<DebianPackages>();
        services.AddSingleton(_ => ToolManifest.Read(paths.ToolManifest));
        services.AddSingleton<Toolbox>();
        services.AddSingleton(provider => new Lazy<Toolbox>(provider.GetRequiredService<Toolbox>));
        services.AddSingleton<IManifestRenderer>(provider => new KustomizeRenderer(
            provider.GetRequiredService<ICommandRunner>(),
            provider.Finding(Tool.Kubectl),
            options.Settings.UsesHelmCharts ? HelmOf(provider, paths) : null));
        services.AddSingleton(provider => new Promtool(
            provider.GetRequiredService<ICommandRunner>(), token =>
                provider.GetRequiredService<Toolbox>().FindProgramAsync(Tool.Promtool, token)));
        services.AddWith<SourceFingerprint>(paths.Root);
        services.AddWith<VersionFromGit>(paths.Root);
    }

    private static Func<CancellationToken, Task<string>> HelmOf(IServiceProvider provider, BuildPaths paths) =>
        async cancellationToken => KustomizeHelm.Write(paths.Helm, await provider.Finding(Tool.Helm)(cancellationToken));

    private static void AddImages(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        var bases = Path.Combine(paths.Tools, "images");
        services.AddSingleton(provider => new RegistryAccess
        {
            Credentials = Credentials(options),
            Docker = new(DockerLogins.DefaultFolder, provider.GetRequiredService<ICommandRunner>()),
            PlainHttp = options.Settings.PlainHttpRegistries,
            Tls = options.Settings.TlsOf(KnownSettings.RegistryServer),
        });
        services.AddSingleton<RegistryClient>();
        services.AddKeyedSingleton(nameof(AttestedProofs), (provider, _) => new RegistryClient(
            provider.GetRequiredService<IDeliveryLog>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RegistryAccess>(),
            RegistryLimits.ForSmallThings));
        services.AddSingleton(provider =>
        {
            var registry = provider.GetRequiredKeyedService<RegistryClient>(nameof(AttestedProofs));
            return new AttestedProofs(
                registry,
                new Referrers(registry, paths.Attached),
                provider.GetRequiredService<ImageSigning>(),
                provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton(
            provider => new ImageTransfer(provider.GetRequiredKeyedService<RegistryClient>(nameof(AttestedProofs))));
        services.AddSingleton<IDistributionPackages, DistributionPackages>();
        services.AddSingleton(provider => new BaseImages(
            BaseImageSources(provider, options.Settings.Image, bases), provider.GetRequiredService<IDeliveryLog>()));
        services.AddSingleton<IContainerEngine, CakeDocker>();
        services.AddSingleton(provider => new ImageBuilders(
            provider.GetRequiredService<IContainerEngine>(),
            new DockerImageBuilder(
                provider.GetRequiredService<BaseImages>(),
                provider.GetRequiredService<IContainerEngine>(),
                paths.Dockerfile,
                paths.ImageContext,
                provider.GetRequiredService<RegistryClient>(),
                Credentials(options),
                provider.GetRequiredService<IDeliveryLog>()),
            new OciImageBuilder(
                provider.GetRequiredService<BaseImages>(),
                paths.Image,
                provider.GetRequiredService<RegistryClient>(),
                provider.GetRequiredService<IDeliveryLog>())
            {
                Unread = paths.Dockerfile,
                HasCultures = options.Settings.Image.HasCultures,
            },
            provider.GetRequiredService<IDeliveryLog>()));
        services.AddSingleton<ImagePlanner>();
        services.AddSingleton(provider => new ImageSigning(
            options.Signing,
            SecretVariables.ValueOf(SecretVariables.CosignPassword),
            Credentials(options),
            provider.GetRequiredService<ICommandRunner>(),
            provider.GetRequiredService<IDeliveryLog>())
        { Access = provider.GetRequiredService<RegistryAccess>() });
        services.AddSingleton(provider => new ImageSbom(
            provider.GetRequiredService<BaseImages>(),
            new Referrers(provider.GetRequiredService<RegistryClient>(), paths.Attached),
            paths.Sbom,
            provider.GetRequiredService<IDeliveryLog>()));
    }

    /// <summary>
    /// The image that the settings file names and no other; otherwise the build's own, or one of the distribution's packages. The build's
    /// own has no ICU.
    /// </summary>
    private static IReadOnlyList<IBaseImageSource> BaseImageSources(IServiceProvider provider, ImageSettings image, string folder)
    {
        var (log, time) = (provider.GetRequiredService<IDeliveryLog>(), provider.GetRequiredService<TimeProvider>());
        var packages = new PackagesBaseImage(provider.GetRequiredService<IDistributionPackages>(), folder, log, image.HasCultures);
        return image switch
        {
            { BaseImage: { } named } => [FromRegistry(() => named)],
            { HasCultures: true } => [packages],
            _ => [FromRegistry(() => provider.GetRequiredService<ToolManifest>().BaseImage), packages],
        };

        RegistryBaseImage FromRegistry(Func<string> name) =>
            new(
                new(() => ImageReference.Parse(name())), folder, log, time, access: provider.GetRequiredService<RegistryAccess>());
    }

    private static void AddLab(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        services.AddSingleton(paths.Lab);
        services.AddWith<BackgroundProcesses>(paths.Lab.Run);
        services.AddSingleton<LabServices>();
        services.AddSingleton<LabRegistry>();
        services.AddSingleton<LabManifests>();
        services.AddSingleton<LabMonitoring>();
        services.AddWith<LabAgentService>(paths.LabAgent);
        services.AddWith<LabPage>(options.Settings.Environments);
        services.AddSingleton<BareRepository>();
        services.AddSingleton(provider => new LabGitOps(
            provider.GetRequiredService<BareRepository>(),
            new GitOpsSettings(
                paths.Lab.Repository,
                options.GitOps.Branch,
                paths.Lab.Checkout,
                GitOpsRepositories.Author)
            { Folders = options.GitOps.Folders },
            paths.ManifestFolders with { Folders = options.GitOps.Folders, Overlays = options.GitOps.Overlays },
            options.Settings.Environments,
            provider.GetRequiredService<RenderedImages>()));
        services.AddWith<ImageUnpacker>(paths.Lab.Images);
        services.AddSingleton<ProcessRuntime>();
        services.AddSingleton<ContainerRuntime>();
        services.AddSingleton<ReplicaRuntimes>();
        services.AddSingleton<LabControl>();
        services.AddSingleton(options.Settings.LabSecrets);
        services.AddSingleton<LabCheck>();
        services.AddSingleton<LabPlatform>();
    }

    /// <summary>Adds a class that gets some of its arguments here, and the others from the container.</summary>
    public static void AddWith<T>(this IServiceCollection services, params object[] arguments)
        where T : class =>
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<T>(provider, arguments));

    /// <summary>Finds a program, or brings it, when it is first needed.</summary>
    public static Func<CancellationToken, Task<string>> Finding(this IServiceProvider provider, Tool tool) =>
        cancellationToken => provider.GetRequiredService<Toolbox>().FindAsync(tool, cancellationToken);

    private static RegistryCredentials? Credentials(BuildOptions options) =>
        (
            options.Image.Registry,
            SecretVariables.ValueOf(SecretVariables.RegistryUser),
            SecretVariables.ValueOf(SecretVariables.RegistryPassword)) is ({ } registry, { } user, { } password)
            ? new(registry, user, password)
            : null;
}

/// <summary>Puts fire drills together.</summary>
internal static class DrillServices
{
    /// <summary>Adds the drill, and the platform that the options ask for.</summary>
    public static void AddDrill(this IServiceCollection services, BuildOptions options)
    {
        services.AddSingleton<LabDrillPlatform>();
        services.AddSingleton<ClusterDrillPlatform>();
        services.AddSingleton<IDrillPlatform>(provider =>
            options.Cluster.DeliversToLab
                ? provider.GetRequiredService<LabDrillPlatform>()
                : provider.GetRequiredService<ClusterDrillPlatform>());
        services.AddSingleton<AlertDrill>();
    }
}

/// <summary>What looks at a platform without changing it: Status, Diff, and the page of the report.</summary>
internal static class ViewServices
{
    /// <summary>Adds them, for the platform that the options ask for.</summary>
    public static void AddViews(this IServiceCollection services, BuildOptions options)
    {
        services.AddSingleton<TextDiff>();
        services.AddSingleton<OverlayPreview>();
        services.AddSingleton<LabView>();
        services.AddSingleton<ClusterView>();
        services.AddSingleton<IPlatformView>(provider => options.Cluster.DeliversToLab
            ? provider.GetRequiredService<LabView>()
            : provider.GetRequiredService<ClusterView>());
        services.AddSingleton<StatusReader>();
        services.AddSingleton<ProofStatus>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<PanelReader>();
        services.AddSingleton<ReportPage>();
        services.AddSingleton<PendingChanges>();
        services.AddSingleton<DeployPlanner>();
    }
}
