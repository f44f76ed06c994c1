namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>
/// Marks, in this checkout, that a build changes a release. As only one build of a checkout works at a time, a mark that is there already
/// was left by one that, with its helm, did not come to a good end.
/// </summary>
/// <param name="folder">The folder of the marks.</param>
/// <param name="context">The context of the kubeconfig.</param>
/// <param name="chart">The chart of the release.</param>
internal sealed class HelmMarker(string folder, string context, Chart chart)
{
    private readonly string _path = Path.Combine(folder, Uri.EscapeDataString($"{context}.{chart.Namespace}.{chart.Release}") + ".pending");

    /// <summary>Whether a build before this one began to change the release and did not finish.</summary>
    public bool WasLeftBehind => File.Exists(_path);

    /// <summary>Says that a helm is about to change the release.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(_path, "");
    }

    /// <summary>Says that the release is as it should be.</summary>
    public void End()
    {
        if (WasLeftBehind)
        {
            File.Delete(_path);
        }
    }
}
