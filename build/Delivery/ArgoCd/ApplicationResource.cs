namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>A resource that an Application manages: an item of <c>status.resources</c>.</summary>
/// <param name="Group">Its API group; empty for the core one.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; empty for a resource of the cluster.</param>
/// <param name="Name">Its name.</param>
/// <param name="Health">
/// Its health where the Application has it. Argo CD 3 keeps it elsewhere by default (<c>controller.resource.health.persist</c>).
/// </param>
/// <param name="Message">What its health says.</param>
public sealed record ApplicationResource(
    string Group, string Kind, string Namespace, string Name, string? Health = null, string? Message = null)
{
    /// <summary>Such as <c>Ingress/gitops-demo</c>.</summary>
    public override string ToString() => $"{Kind}/{Name}";
}
