namespace GitOpsDemo.Delivery.Doctor;

/// <summary>One thing that a delivery needs, of this computer or of what it reaches.</summary>
public interface IRequirement
{
    /// <summary>What it is called, such as <c>git</c>.</summary>
    string Name { get; }

    /// <summary>What has to be there, such as <c>2.30 or newer</c>.</summary>
    string Needs { get; }

    /// <summary>Whether the delivery works without it too.</summary>
    bool IsOptional => false;

    /// <summary>Looks, and changes nothing.</summary>
    /// <returns>What was found.</returns>
    /// <exception cref="DeliveryException">It is not there, or does not serve: <see cref="DeliveryException.Why"/> is what was found instead, <see cref="DeliveryException.Next"/> how to get it.</exception>
    Task<string> FindAsync(CancellationToken cancellationToken);
}
