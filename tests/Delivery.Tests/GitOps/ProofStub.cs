using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>Says of each environment that these digests are proven in it.</summary>
internal sealed class ProofStub(params (string Environment, string Digest)[] proven) : IProvenEnvironments
{
    public Task<ProvenEnvironment?> FindAsync(string environment, CancellationToken cancellationToken)
    {
        var digests = proven.Where(proof => proof.Environment == environment).Select(proof => proof.Digest).ToList();
        return Task.FromResult(digests.Count == 0 ? null : new ProvenEnvironment(digests, "6 checks passed"));
    }
}
