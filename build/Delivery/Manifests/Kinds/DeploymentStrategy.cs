namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>How a Deployment replaces its pods.</summary>
/// <param name="Type"><c>RollingUpdate</c> (also when not said) or <c>Recreate</c>.</param>
/// <param name="MaxUnavailable">How many pods may be missing, as a number or per cent; <c>25%</c> when not said.</param>
public sealed record DeploymentStrategy(string Type, string MaxUnavailable);
