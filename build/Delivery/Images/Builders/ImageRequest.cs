namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>What to make an image of.</summary>
/// <param name="Image">Its repository and tag.</param>
/// <param name="PublishFolder">What <c>dotnet publish -r linux-x64 --self-contained</c> wrote.</param>
/// <param name="Program">The program in that folder that a container starts.</param>
/// <param name="Labels">Where it comes from.</param>
public sealed record ImageRequest(ImageReference Image, string PublishFolder, string Program, ImageLabels Labels)
{
    /// <summary>The port that the program listens on, which the image exposes; that of .NET's images unless another is said.</summary>
    public int Port { get; init; } = 8080;
}
