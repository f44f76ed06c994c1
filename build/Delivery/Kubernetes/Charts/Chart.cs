using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>A chart that the build installs, pinned.</summary>
/// <param name="Name">Its name in the repository.</param>
/// <param name="Version">Its version.</param>
/// <param name="Repository">Where it is published: an <c>oci:</c> reference or the address of a chart repository.</param>
/// <param name="Release">The name of the release.</param>
/// <param name="Namespace">The namespace of the release.</param>
/// <param name="Values">The file of the values, from the repository's top.</param>
/// <param name="HasCrds">Whether it brings CRDs in a folder <c>crds/</c>, which helm installs once and never upgrades.</param>
public sealed partial record Chart(string Name, string Version, Uri Repository, string Release, string Namespace, string Values, bool HasCrds)
{
    /// <summary>Name and version, as helm tells the chart of a release.</summary>
    public string Id => $"{Name}-{Version}";

    /// <summary>Whether each part is what it is for: names and a version that lead nowhere, an address, and a path inside the repository.</summary>
    internal bool IsSound =>
        new[] { Name, Version, Release, Namespace }.All(part => NameForm().IsMatch(part))
        && Repository is { IsAbsoluteUri: true, Scheme: "https" or "http" or "oci", UserInfo.Length: 0 }
        && !Path.IsPathRooted(Values) && !Values.Contains("..", StringComparison.Ordinal) && Untrusted.IsPlain(Values);

    /// <summary>Where the chart comes from.</summary>
    /// <param name="mirror">A folder of archives, or the address of a mirror; null for where it is published.</param>
    public ChartSource Source(string? mirror) => mirror switch
    {
        null when Repository.Scheme == "oci" => new($"{Repository.ToString().TrimEnd('/')}/{Name}", Version, Repository: null),
        null => new(Name, Version, Repository),
        _ when mirror.StartsWith("oci://", StringComparison.Ordinal) => new($"{mirror.TrimEnd('/')}/{Name}", Version, Repository: null),
        _ when mirror.Contains("://", StringComparison.Ordinal) => new($"{mirror.TrimEnd('/')}/{Id}.tgz", Version: null, Repository: null),
        _ => new(Path.Combine(Path.GetFullPath(mirror), $"{Id}.tgz"), Version: null, Repository: null),
    };

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9.+-]{0,98}[A-Za-z0-9])?\z")]
    private static partial Regex NameForm();
}
