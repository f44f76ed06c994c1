namespace GitOpsDemo.Delivery;

/// <summary>One pod of the service.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Image">The image with its digest that it runs.</param>
/// <param name="IsRunning">Whether it runs at this moment.</param>
/// <param name="Runtime">What it is on this platform, such as <c>process 4711</c> or a node's name.</param>
public sealed record LiveReplica(string Pod, string Image, bool IsRunning, string Runtime);
