using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Build.Options;

/// <summary>Reads by what images are signed.</summary>
internal static class SigningOptions
{
    /// <summary>The settings.</summary>
    /// <exception cref="CommandLineException">One of two options that belong together is missing.</exception>
    public static SigningSettings From(CommandLine line)
    {
        var settings = new SigningSettings(
            line[KnownOptions.CosignKey], line[KnownOptions.CosignPublicKey], line[KnownOptions.CosignIdentity], line[KnownOptions.CosignIssuer]);
        return (settings.Identity is null) == (settings.Issuer is null)
            ? settings
            : throw new CommandLineException("--cosign-identity and --cosign-issuer belong together: an identity means nothing without who vouches for it.");
    }
}
