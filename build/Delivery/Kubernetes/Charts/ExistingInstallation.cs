namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>An object of the cluster by which it is seen that what a chart would bring is there.</summary>
/// <param name="Name">Its kind and name.</param>
/// <param name="Namespace">Its namespace; null where it has none.</param>
/// <param name="Version">The version that runs; null where it does not say.</param>
/// <param name="Release">The release of helm that it is of; null when helm did not bring it.</param>
public sealed record ExistingInstallation(string Name, string? Namespace, string? Version, string? Release)
{
    /// <summary>Whether the build's own release of the chart has brought it.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Whether it runs in the cluster; false where nothing but its kinds is there.</summary>
    public bool Runs { get; init; } = true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}{(Namespace is null ? "" : $" in namespace {Namespace}")}, {Version ?? "of an unknown version"}, "
        + (Release is null ? "not brought by helm" : $"of release {Release}");
}
