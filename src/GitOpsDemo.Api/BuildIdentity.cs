using System.Reflection;

namespace GitOpsDemo.Api;

/// <summary>Which build this is.</summary>
/// <param name="Version">Its version, such as <c>1.4.0-3-gabc1234</c>: the tag of its image.</param>
/// <param name="Revision">The commit that it was made from; <c>unknown</c> where nobody said.</param>
internal sealed record BuildIdentity(string Version, string Revision)
{
    /// <summary>
    /// What the build stamped on the assembly: <c>version+commit</c> (MSBuild's InformationalVersion, as SemVer's build metadata).
    /// </summary>
    public static BuildIdentity OfThisAssembly { get; } =
        Parse(typeof(BuildIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    private static BuildIdentity Parse(string informationalVersion) =>
        informationalVersion.Split('+', 2) is [var version, var revision] ? new(version, revision) : new(informationalVersion, "unknown");
}
