namespace GitOpsDemo.Delivery;

/// <summary>A way by which a person reaches a server.</summary>
/// <param name="Name">What it is, such as <c>Grafana</c>.</param>
/// <param name="Address">Where it answers this computer.</param>
/// <param name="Lasts">Whether it stays when the run ends.</param>
public sealed record OpenService(string Name, Uri Address, bool Lasts)
{
    /// <summary>Whom it lets in and where that one's password lies, never the password; null where it lets everybody in.</summary>
    public string? Login { get; init; }
}
