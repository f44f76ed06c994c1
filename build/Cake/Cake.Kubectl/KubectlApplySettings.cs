namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl apply</c>. The manifests come on the standard input.</summary>
public sealed class KubectlApplySettings : AutoToolSettings
{
    /// <summary>Whether nothing is kept, and who only looks: <c>server</c> or <c>client</c>.</summary>
    public string? DryRun { get; set; }

    /// <summary>The name under which the fields are owned.</summary>
    public string? FieldManager { get; set; }

    /// <summary>Whether to take over fields that another manager owns.</summary>
    public bool? ForceConflicts { get; set; }

    /// <summary>Whether the API server merges, with owners of fields, rather than the client.</summary>
    public bool? ServerSide { get; set; }

    /// <summary>What is done about unknown and duplicate fields: <c>strict</c>, <c>warn</c> or <c>ignore</c>.</summary>
    public string? Validate { get; set; }
}
