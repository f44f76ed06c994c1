using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Build.Sbom;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Delivery.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Composition;

/// <summary>How the image is planned, built, pushed, signed and listed, and what is attached to it.</summary>
internal static class ImageComposition
{
    public static void AddImages(this IServiceCollection services, BuildOptions options, BuildPaths paths)
    {
        var credentials = Credentials(options);
        services.AddSingleton(provider => new RegistryAccess
        {
            Credentials = credentials,
            Docker = new(DockerLogins.DefaultFolder, provider.GetRequiredService<ICommandRunner>()),
            PlainHttp = options.Settings.PlainHttpRegistries,
            Tls = options.Settings.TlsOf(KnownSettings.RegistryServer),
        });
        services.AddSingleton<RegistryClient>();
        services.AddSingleton<IContainerEngine, CakeDocker>();
        services.AddSingleton(provider => provider.Make<BaseImages>(BaseImageSources(provider, options.Settings.Image, paths)));
        services.AddSingleton<ServicePublication>();
        services.AddSingleton(provider => provider.Make<ImagePlans>(provider.Make<ImagePlanner>(
            provider.Make<VersionFromGit>(paths.Root), Builders(provider, options.Settings.Image, paths, credentials))));
        services.AddSingleton(provider => provider.Make<ImageSbom>(
            new Referrers(provider.GetRequiredService<RegistryClient>(), paths.Attached), paths.Sbom));
        services.AddSingleton(provider => new ImageSigning(
            options.Signing,
            SecretVariables.ValueOf(SecretVariables.CosignPassword),
            credentials,
            provider.GetRequiredService<ICommandRunner>(),
            provider.GetRequiredService<IDeliveryLog>())
        { Access = provider.GetRequiredService<RegistryAccess>() });
        services.AddKeyedSingleton(nameof(AttestedProofs), (provider, _) => provider.Make<RegistryClient>(RegistryLimits.ForSmallThings));
        services.AddSingleton(provider => new ImageTransfer(provider.GetRequiredKeyedService<RegistryClient>(nameof(AttestedProofs))));
        services.AddSingleton(provider =>
        {
            var registry = provider.GetRequiredKeyedService<RegistryClient>(nameof(AttestedProofs));
            return provider.Make<AttestedProofs>(registry, new Referrers(registry, paths.Attached));
        });
    }

    private static ImageBuilders Builders(
        IServiceProvider provider, ImageSettings settings, BuildPaths paths, RegistryCredentials? credentials)
    {
        var docker = new DockerImageBuilder(
            provider.GetRequiredService<BaseImages>(),
            provider.GetRequiredService<IContainerEngine>(),
            paths.Dockerfile,
            paths.ImageContext,
            provider.GetRequiredService<RegistryClient>(),
            credentials,
            provider.GetRequiredService<IDeliveryLog>());
        var oci = new OciImageBuilder(
            provider.GetRequiredService<BaseImages>(),
            paths.Image,
            provider.GetRequiredService<RegistryClient>(),
            provider.GetRequiredService<IDeliveryLog>())
        {
            Unread = paths.Dockerfile,
            HasCultures = settings.HasCultures,
        };
        return provider.Make<ImageBuilders>(docker, oci);
    }

    /// <summary>
    /// The image that the settings file names and no other; otherwise the build's own, or one of the distribution's packages. The build's
    /// own has no ICU.
    /// </summary>
    private static IReadOnlyList<IBaseImageSource> BaseImageSources(IServiceProvider provider, ImageSettings settings, BuildPaths paths)
    {
        var folder = Path.Combine(paths.Tools, "images");
        var (log, time) = (provider.GetRequiredService<IDeliveryLog>(), provider.GetRequiredService<TimeProvider>());
        var packages = new PackagesBaseImage(provider.Make<DistributionPackages>(), folder, log, settings.HasCultures);
        return settings switch
        {
            { BaseImage: { } named } => [FromRegistry(() => named)],
            { HasCultures: true } => [packages],
            _ => [FromRegistry(() => ToolManifest.Read(paths.ToolManifest).BaseImage), packages],
        };

        RegistryBaseImage FromRegistry(Func<string> name) =>
            new(new(() => ImageReference.Parse(name())), folder, log, time, access: provider.GetRequiredService<RegistryAccess>());
    }

    private static RegistryCredentials? Credentials(BuildOptions options) =>
        (
            options.Image.Registry,
            SecretVariables.ValueOf(SecretVariables.RegistryUser),
            SecretVariables.ValueOf(SecretVariables.RegistryPassword)) is ({ } registry, { } user, { } password)
            ? new(registry, user, password)
            : null;
}
