using Cake.CommandLine;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Kubectl;

/// <summary>Where manifests come from.</summary>
internal static class ManifestArguments
{
    /// <summary>Appends the file of the manifests, or <c>-</c> when they come on the standard input.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ProcessArgumentBuilder AppendManifests(this ProcessArgumentBuilder arguments, string? filename, string? standardInput) =>
        arguments.Append("--filename").AppendRequired(filename ?? (standardInput is null ? null : "-"), nameof(filename));
}
