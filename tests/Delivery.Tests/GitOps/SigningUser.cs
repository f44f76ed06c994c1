using System.Runtime.Versioning;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>The settings of a git user who signs every commit and has git show the signatures.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SigningUser
{
    /// <summary>Signs whatever it is given, and finds every signature good, in words as gpg's.</summary>
    private const string Gpg = """
        #!/bin/sh
        case "$*" in
          *--verify*) echo 'gpg: Good signature from "Ada"' >&2; echo '[GNUPG:] GOODSIG 1 Ada' ;;
          *) cat >/dev/null; printf '\n[GNUPG:] SIG_CREATED \n' >&2; printf -- '-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n' ;;
        esac
        """;

    /// <summary>Gives them to the repository of a configuration file.</summary>
    public static void Configure(string gitConfig)
    {
        var gpg = Path.Combine(Path.GetDirectoryName(gitConfig)!, "gpg");
        File.WriteAllText(gpg, Gpg);
        File.SetUnixFileMode(gpg, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.AppendAllText(
            gitConfig,
            $"[gpg]\n\tprogram = \"{gpg}\"\n[commit]\n\tgpgSign = true\n[log]\n\tshowSignature = true\n[user]\n\tsigningKey = ada\n");
    }
}
