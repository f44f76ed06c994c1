namespace GitOpsDemo.Delivery.Drill;

/// <summary>A replica of the service as a drill reaches it.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Address">Where this very replica answers, with a slash at its end.</param>
public sealed record DrillReplica(string Pod, Uri Address);
