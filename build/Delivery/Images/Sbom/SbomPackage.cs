namespace GitOpsDemo.Delivery.Images.Sbom;

/// <summary>A package that an image is made of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Url">Its package URL (<see href="https://github.com/package-url/purl-spec"/>), by which scanners look for its weaknesses; null for what is built from the sources.</param>
/// <param name="Sha512">Its digest in hexadecimal, where it is known.</param>
internal sealed record SbomPackage(string Name, string Version, string? Url, string? Sha512 = null);
