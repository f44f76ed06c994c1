namespace GitOpsDemo.Delivery;

/// <summary>The service that is delivered, as its manifests have it.</summary>
/// <param name="Name">
/// What its Deployment, its Service and its image are called in the manifests, and the value of its label <c>app.kubernetes.io/name</c>.
/// Lower-case letters, digits and <c>-</c>.
/// </param>
/// <param name="Port">The port that its container listens on.</param>
public sealed record DeliveredService(string Name, int Port)
{
    /// <summary>Its Application in Argo CD and its namespace, in an environment.</summary>
    public string In(string environment) => $"{Name}-{environment}";

    /// <summary>A regular expression (RE2) that its namespaces match, those of every environment.</summary>
    public string Namespaces => $"{Name}-.*";
}
