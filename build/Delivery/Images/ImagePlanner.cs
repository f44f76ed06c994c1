using System.Text.Json.Serialization;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs.Tools;
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
    /// <param name="order">Which image is asked for.</param>
    /// <param name="recordFile">Where the last push was recorded.</param>
    public async Task<ImagePlan> PlanAsync(ImageOrder order, string recordFile, CancellationToken cancellationToken) =>
        _plan ??= await MakeAsync(order, recordFile, cancellationToken);

    private async Task<ImagePlan> MakeAsync(ImageOrder order, string recordFile, CancellationToken cancellationToken)
    {
        var version = await versions.ReadAsync(cancellationToken);
        if (order.Tag is null && version.IsOfShallowCheckout)
        {
            log.Warning(
                $"the version {version.Text} does not count the commits that this shallow checkout lacks. "
                + "Next: git fetch --unshallow --tags, or fetch-depth: 0 of actions/checkout");
        }

        var builder = await builders.ChooseAsync(order.Builder, cancellationToken);
        var reference = ImageReference.Create(order.Registry, order.Repository, order.Tag ?? version.Text);
        var plan = new ImagePlan(reference, version, builder, Existing: null) { Platforms = order.Platforms };
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

/// <summary>Which image is asked for.</summary>
/// <param name="Registry">The registry, as <c>host[:port]</c>.</param>
/// <param name="Tag">The tag; null for the version.</param>
/// <param name="Builder"><c>auto</c>, <c>docker</c> or <c>oci</c>.</param>
public sealed record ImageOrder(
    string Registry, string Repository, string? Tag, string Builder, IReadOnlyList<ImagePlatform> Platforms);

/// <summary>Which image this run is to make, and whether the registry has it already.</summary>
/// <param name="Reference">Its repository and tag.</param>
/// <param name="Existing">The same image, pushed by an earlier run and still in the registry; null when it has to be made.</param>
public sealed record ImagePlan(ImageReference Reference, SourceVersion Version, IImageBuilder Builder, ImageRecord? Existing)
{
    /// <summary>What it is to run on: an index when it is more than one.</summary>
    public required IReadOnlyList<ImagePlatform> Platforms { get; init; }

    /// <summary>What the image depends on.</summary>
    public string Source => $"{Version.Text} by {Builder.Name} for {string.Join(", ", Platforms)}";
}

/// <summary>What an image runs on, in Go's names (<c>GOOS</c>, <c>GOARCH</c>).</summary>
/// <param name="Architecture">Such as <c>amd64</c>.</param>
/// <param name="Os">Such as <c>linux</c>.</param>
public sealed record ImagePlatform(string Architecture, string Os)
{
    private const string Linux = "linux";

    /// <summary>Those that images are made for, each with what .NET calls it.</summary>
    private static readonly Dictionary<ImagePlatform, string> RuntimeIdentifiers = new()
    {
        [new("amd64", Linux)] = "linux-x64",
        [new("arm64", Linux)] = "linux-arm64",
    };

    /// <summary>Those that images are made for, in the order of an index.</summary>
    public static IReadOnlyList<ImagePlatform> Known { get; } = [.. RuntimeIdentifiers.Keys];

    /// <summary>What this computer runs: Linux on its own processor, in a container engine's machine where the system is another.</summary>
    public static ImagePlatform Here { get; } = new(ToolPlatform.Current.Architecture, Linux);

    /// <summary>What <c>dotnet publish</c> calls it, such as <c>linux-x64</c>.</summary>
    /// <exception cref="DeliveryException">No image is made for it.</exception>
    [JsonIgnore]
    public string RuntimeIdentifier => RuntimeIdentifiers.GetValueOrDefault(this) ?? throw new DeliveryException(
        $"no image can be made for {this}",
        $"images are made for {string.Join(" and ", Known)}",
        "name one of these with --image-platforms");

    /// <summary>Such as <c>v8</c>; null where there is only one.</summary>
    public string? Variant { get; init; }

    /// <summary>Whether an image for this platform runs where the other is asked for.</summary>
    internal bool RunsAs(ImagePlatform asked) =>
        Architecture == asked.Architecture && Os == asked.Os && (asked.Variant is null || Variant == asked.Variant);

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
