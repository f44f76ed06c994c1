namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Says what is proven to work where: by the last report, or by asking the cluster.</summary>
public interface IProvenEnvironments
{
    /// <summary>What is proven of an environment, or null when nothing is.</summary>
    Task<ProvenEnvironment?> FindAsync(string environment, CancellationToken cancellationToken);
}
