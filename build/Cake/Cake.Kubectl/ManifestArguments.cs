using Cake.Core;
using Cake.Core.IO;

namespace Cake.Kubectl;

/// <summary>Where manifests come from.</summary>
internal static class ManifestArguments
{
    /// <summary>Appends that they come on the standard input.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ProcessArgumentBuilder AppendManifests(this ProcessArgumentBuilder arguments, AutoToolSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(settings.StandardInput);
        return arguments.Append("--filename").Append("-");
    }
}
