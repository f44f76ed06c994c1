using System.Runtime.InteropServices;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>An operating system and a processor in the words of Go and OCI, which the releases use in their file names.</summary>
/// <param name="OperatingSystem"><c>linux</c>, <c>darwin</c> or <c>windows</c>.</param>
/// <param name="Architecture"><c>amd64</c>, <c>arm64</c> …</param>
public sealed record ToolPlatform(string OperatingSystem, string Architecture)
{
    /// <summary>This computer's.</summary>
    public static ToolPlatform Current { get; } = new(
        System.OperatingSystem.IsWindows() ? "windows" : System.OperatingSystem.IsMacOS() ? "darwin" : "linux",
        RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64
            ? "amd64"
            : RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant());

    /// <summary>How the file name of a program ends: <c>.exe</c> or nothing.</summary>
    public string ExecutableSuffix => OperatingSystem == "windows" ? ".exe" : "";

    /// <summary>The kind of archive in which projects release for this platform.</summary>
    public string ArchiveExtension => OperatingSystem == "windows" ? "zip" : "tar.gz";

    public override string ToString() => $"{OperatingSystem}/{Architecture}";
}
