using GitOpsDemo.Delivery.Images.Builders;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Delivery.Images;

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
