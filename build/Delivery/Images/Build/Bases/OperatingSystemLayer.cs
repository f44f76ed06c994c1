using System.Globalization;
using System.Text;

namespace GitOpsDemo.Delivery.Images.Build.Bases;

/// <summary>The files of unpacked packages, with the few that a distribution's installation scripts would have made.</summary>
internal static class OperatingSystemLayer
{
    /// <summary>The unprivileged user that Microsoft's images have too: its name is <c>app</c>.</summary>
    public const int User = 1654;

    /// <summary>.NET's switch for doing without the data of cultures (ICU).</summary>
    public const string Invariant = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private const string Certificates = "usr/share/ca-certificates";
    private const string Bundle = "etc/ssl/certs/ca-certificates.crt";

    /// <summary>Folders that are links into <c>usr</c> in the distributions of today; older packages still fill them.</summary>
    private static readonly string[] Merged = ["bin", "lib", "lib64", "sbin"];

    /// <summary>Where the packages for each processor have their libraries.</summary>
    private static readonly string[] Libraries = ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu"];

    /// <summary>Documentation other than licences, converters between character sets, second copies of the time zones.</summary>
    private static readonly string[] LeftOut =
    [
        "usr/share/lintian", "usr/share/man", "usr/share/locale",
        .. Libraries.SelectMany(folder => new[] { $"{folder}/gconv", $"{folder}/audit" }),
        "usr/share/zoneinfo/posix", "usr/share/zoneinfo/right", Certificates, "etc/ld.so.conf.d", "usr/sbin",
    ];

    /// <summary>What containers of it start with; the same as in Microsoft's <c>runtime-deps</c> images.</summary>
    public static ContainerConfiguration Container { get; } = new()
    {
        User = User.ToString(CultureInfo.InvariantCulture),
        Environment =
        [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "APP_UID=1654",
            "ASPNETCORE_HTTP_PORTS=8080",
            "DOTNET_RUNNING_IN_CONTAINER=true",
            $"{Invariant}=true",
        ],
    };

    /// <summary>The layer of packages that were unpacked into a folder.</summary>
    public static LayerBuilder Of(string unpacked)
    {
        var layer = new LayerBuilder()
            .AddFolder(unpacked, PathInImage)
            .AddText("etc/passwd", $"root:x:0:0:root:/root:/sbin/nologin\napp:x:{User}:{User}::/home/app:/sbin/nologin\n")
            .AddText("etc/group", $"root:x:0:\napp:x:{User}:\n")
            .AddText("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
            .AddText(Bundle, CertificateBundle(Path.Combine(unpacked, Certificates)))
            // Where OpenSSL looks by default.
            .AddLink("usr/lib/ssl/certs", "/etc/ssl/certs")
            .AddLink("usr/lib/ssl/cert.pem", $"/{Bundle}")
            .AddFolder("home/app", User)
            .AddFolder("root")
            .AddSharedFolder("tmp");
        foreach (var folder in Merged)
        {
            layer.AddFolder($"usr/{folder}").AddLink(folder, $"usr/{folder}");
        }

        return layer;
    }

    private static string? PathInImage(string path)
    {
        if (Merged.Contains(path))
        {
            return null;
        }

        var merged = Merged.Any(folder => IsBelow(path, folder)) ? $"usr/{path}" : path;
        return IsDocumentation(merged) || LeftOut.Any(folder => merged == folder || IsBelow(merged, folder)) ? null : merged;
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith($"{folder}/", StringComparison.Ordinal);

    private static bool IsDocumentation(string path) =>
        IsBelow(path, "usr/share/doc") && !path.EndsWith("/copyright", StringComparison.Ordinal);

    /// <summary>All certificates in one file, in the order of their names.</summary>
    private static string CertificateBundle(string folder)
    {
        var bundle = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*.crt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            bundle.Append(File.ReadAllText(file).TrimEnd()).Append('\n');
        }

        return bundle.ToString();
    }
}
