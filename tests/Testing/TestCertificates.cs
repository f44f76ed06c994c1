using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GitOpsDemo.Testing;

/// <summary>A CA that nobody else trusts, with a server's and a client's certificate, as PEM files in a folder of the test's own.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a private CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        CaFile = _folder.Write("ca.pem", authority.ExportCertificatePem());
        Server = Issued(authority, "a server");
        using var client = Issued(authority, "a client");
        CertFile = _folder.Write("client.pem", client.ExportCertificatePem());
        KeyFile = _folder.Write("client.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public string CaFile { get; }

    public string CertFile { get; }

    public string KeyFile { get; }

    /// <summary>For 127.0.0.1 and the name of this computer.</summary>
    public X509Certificate2 Server { get; }

    public void Dispose()
    {
        Server.Dispose();
        _folder.Dispose();
    }

    private static X509Certificate2 Issued(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName(Environment.MachineName);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
