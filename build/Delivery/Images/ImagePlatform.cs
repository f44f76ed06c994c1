namespace GitOpsDemo.Delivery.Images;

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
