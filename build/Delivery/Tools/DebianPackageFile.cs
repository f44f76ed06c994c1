namespace GitOpsDemo.Delivery.Tools;

/// <summary>A package file (<c>.deb</c>) that apt downloaded and checked against the distribution's signed lists.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Version">Its version in the distribution, such as <c>2.36-9+deb12u14</c>.</param>
/// <param name="Path">The absolute path of the file.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record DebianPackageFile(string Package, string Version, string Path, long Bytes);
