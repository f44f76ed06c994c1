namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>One build of a container engine.</summary>
/// <param name="Image">The name and tag of the result.</param>
/// <param name="Folder">The build context, with its <c>Dockerfile</c>.</param>
/// <param name="Arguments">Build arguments by name.</param>
/// <param name="Labels">Labels by name.</param>
/// <param name="Created">The time that the image is to bear, where the engine's builder can set it.</param>
public sealed record EngineBuild(
    ImageReference Image,
    string Folder,
    IReadOnlyDictionary<string, string> Arguments,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset Created);
