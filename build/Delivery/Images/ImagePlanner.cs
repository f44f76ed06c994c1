using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Delivery.Images;

/// <summary>Finds out, once in a run, which image is to be made.</summary>
/// <param name="versions">Reads the version of the sources.</param>
/// <param name="builders">Chooses the builder.</param>
/// <param name="registry">Is asked for the image that an earlier run pushed.</param>
/// <param name="log">Says what was decided.</param>
public sealed class ImagePlanner(VersionFromGit versions, ImageBuilders builders, RegistryClient registry, IDeliveryLog log)
{
    private ImagePlan? _plan;

    /// <summary>The plan.</summary>
    /// <param name="registryName">The registry, as <c>host[:port]</c>.</param>
    /// <param name="repository">The repository in it.</param>
    /// <param name="tag">The tag; null for the version.</param>
    /// <param name="builderName"><c>auto</c>, <c>docker</c> or <c>sdk</c>.</param>
    /// <param name="recordFile">Where the last push was recorded.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<ImagePlan> PlanAsync(
        string registryName, string repository, string? tag, string builderName, string recordFile, CancellationToken cancellationToken) =>
        _plan ??= await MakeAsync(registryName, repository, tag, builderName, recordFile, cancellationToken);

    private async Task<ImagePlan> MakeAsync(
        string registryName, string repository, string? tag, string builderName, string recordFile, CancellationToken cancellationToken)
    {
        var version = await versions.ReadAsync(cancellationToken);
        if (tag is null && version.IsOfShallowCheckout)
        {
            log.Warning(
                $"the version {version.Text} does not count the commits that this shallow checkout lacks. "
                + "Next: git fetch --unshallow --tags, or fetch-depth: 0 of actions/checkout");
        }

        var builder = await builders.ChooseAsync(builderName, cancellationToken);
        var plan = new ImagePlan(ImageReference.Create(registryName, repository, tag ?? version.Text), version, builder, Existing: null);
        if (ImageRecord.Load(recordFile) is { } record
            && record.Source == plan.Source
            && record.Reference is { Digest: { } digest } pushed
            && pushed.AtTag(pushed.Tag!) == plan.Reference
            && (await registry.ResolveAsync(plan.Reference, cancellationToken))?.Digest == digest)
        {
            log.Information($"{plan.Reference} is in the registry already, built from the same sources");
            return plan with { Existing = record with { Image = record.Image with { Uploaded = 0 } } };
        }

        return plan;
    }
}

/// <summary>Which image this run is to make, and whether the registry has it already.</summary>
/// <param name="Reference">Its repository and tag.</param>
/// <param name="Version">What it is made of.</param>
/// <param name="Builder">What makes it.</param>
/// <param name="Existing">The same image, pushed by an earlier run and still in the registry; null when it has to be made.</param>
public sealed record ImagePlan(ImageReference Reference, SourceVersion Version, IImageBuilder Builder, ImageRecord? Existing)
{
    /// <summary>What the image depends on.</summary>
    public string Source => $"{Version.Text} by {Builder.Name}";
}

/// <summary>What an image runs on, in Go's names (<c>GOOS</c>, <c>GOARCH</c>).</summary>
/// <param name="Architecture">Such as <c>amd64</c>.</param>
/// <param name="Os">Such as <c>linux</c>.</param>
public sealed record ImagePlatform(string Architecture, string Os)
{
    /// <summary>What the service is published for.</summary>
    public static readonly ImagePlatform LinuxAmd64 = new("amd64", "linux");

    /// <summary>Such as <c>v8</c>; null where there is only one.</summary>
    public string? Variant { get; init; }

    /// <summary>Whether an image for this platform serves where the other is asked for.</summary>
    internal bool Serves(ImagePlatform asked) =>
        Architecture == asked.Architecture && Os == asked.Os && (asked.Variant is null || Variant == asked.Variant);

    /// <inheritdoc/>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
