using System.Reflection;

namespace GitOpsDemo.Api;

/// <summary>Which build this is.</summary>
/// <param name="Version">The released version that it follows, such as <c>1.4.0</c>.</param>
/// <param name="Revision">The exact version, such as <c>1.4.0-3-gabc1234</c>.</param>
internal sealed record BuildIdentity(string Version, string Revision)
{
    /// <summary>What the build stamped on the assembly (MSBuild's Version and InformationalVersion).</summary>
    public static BuildIdentity OfThisAssembly
    {
        get
        {
            var assembly = typeof(BuildIdentity).Assembly;
            return new(
                assembly.GetName().Version!.ToString(fieldCount: 3),
                assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        }
    }
}
