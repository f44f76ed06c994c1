namespace GitOpsDemo.Delivery;

/// <summary>A way by which a person reaches a server.</summary>
/// <param name="Name">What it is, such as <c>Grafana</c>.</param>
/// <param name="Address">Where it answers this computer.</param>
/// <param name="Lasts">Whether it stays when the run ends.</param>
public sealed record OpenService(string Name, Uri Address, bool Lasts)
{
    /// <summary>The user and where the password is, never the password itself; null when no login is needed.</summary>
    public string? Login { get; init; }
}
