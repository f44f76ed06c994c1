using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsDemo.Delivery;

/// <summary>
/// Whose certificates a server's may come from, and the certificate that it is shown: PEM files that the settings file names.
/// </summary>
/// <param name="CaFile">A CA to trust besides those of this computer; null for none.</param>
/// <param name="CertFile">The build's own certificate, with those between it and its CA; null where none is shown.</param>
/// <param name="KeyFile">Its private key; null where the certificate's file has it.</param>
public sealed record ServerTls(string? CaFile, string? CertFile, string? KeyFile)
{
    /// <summary>What this computer trusts, and no certificate.</summary>
    public static ServerTls Default { get; } = new(null, null, null);

    /// <summary>Whether nothing is set.</summary>
    internal bool IsDefault => this == Default;

    /// <summary>Has the connections of a handler made like this.</summary>
    /// <exception cref="DeliveryException">A file is missing, or is not what it should be.</exception>
    internal void ApplyTo(SocketsHttpHandler handler)
    {
        if (CaFile is { } ca)
        {
            var authorities = Read("caFile", ca, Certificates);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateChainErrors && IsOf(authorities, (X509Certificate2)certificate!, chain!));
        }

        if (CertFile is { } own)
        {
            handler.SslOptions.ClientCertificateContext = Read(
                "certFile",
                own,
                file => SslStreamCertificateContext.Create(
                    X509Certificate2.CreateFromPemFile(file, KeyFile), Certificates(file), offline: true));
        }
    }

    private static bool IsOf(X509Certificate2Collection authorities, X509Certificate2 certificate, X509Chain sent)
    {
        using var chain = new X509Chain
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Certificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("it has no certificate");
    }

    private static T Read<T>(string key, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new DeliveryException(
                $"{key} {file} can't be used",
                exception.Message,
                $"name a PEM file with {key} under servers in the settings file",
                exception);
        }
    }
}
