namespace GitOpsDemo.Delivery.Images.Signing;

/// <summary>By what images are signed, and whose signature counts. All of it may be absent: then nothing is signed and nothing is asked for.</summary>
/// <param name="Key">The private key: a file, or the address of a key management service such as <c>awskms://…</c>.</param>
/// <param name="PublicKey">The public key whose signature counts: a file or such an address.</param>
/// <param name="Identity">The identity whose keyless signature counts, such as the address of a workflow.</param>
/// <param name="Issuer">Who vouches for that identity, such as <c>https://token.actions.githubusercontent.com</c>.</param>
public sealed record SigningSettings(string? Key, string? PublicKey, string? Identity, string? Issuer)
{
    /// <summary>Whether pushed images are signed.</summary>
    public bool Signs => Key is not null;

    /// <summary>Whether an image has to be signed before it is deployed.</summary>
    public bool Verifies => PublicKey is not null || Identity is not null;
}
