using System.Text;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;

namespace GitOpsDemo.Testing;

/// <summary>Images of a few bytes.</summary>
public static class SmallImage
{
    /// <summary>Writes an image of one layer with one text file.</summary>
    public static async Task<BaseImage> WriteAsync(
        string folder, string content = "base", ContainerConfiguration? container = null, ImagePlatform? platform = null)
    {
        var layout = new ImageLayout(folder);
        var layer = await new LayerBuilder().AddText("etc/base", content).WriteAsync(layout, "base", [], default);
        var image = await ImageAssembler.WriteAsync(
            layout, new(Origin: null, [layer], container ?? new ContainerConfiguration(), platform ?? ImagePlatform.Here), default);
        return new BaseImage("a small base", layout, image);
    }

    /// <summary>A source of base images that brings the same one each time.</summary>
    public static IBaseImageSource Source(BaseImage image) => new Ready(_ => image);

    /// <summary>A source that has one for each of some platforms.</summary>
    public static IBaseImageSource Source(IReadOnlyDictionary<ImagePlatform, BaseImage> images) =>
        new Ready(platform => images[platform]);

    /// <summary>Writes what <c>dotnet publish</c> would: a program, one assembly of ours, a package, and the runtime.</summary>
    public static string Publish(string folder, string ours = "our code")
    {
        foreach (var (name, content) in new[]
        {
            ("Demo", "\u007fELF"), ("Demo.dll", ours), ("Demo.pdb", ours), ("appsettings.json", "{}"), ("Demo.runtimeconfig.json", "{}"),
            ("Demo.Library.dll", ours), ("Package.dll", "a package"), ("de/Package.resources.dll", "ein Paket"),
            ("System.Runtime.dll", new string('r', 10_000)), ("libcoreclr.so", "\u007fELF native"),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), content);
        }

        File.WriteAllText(Path.Combine(folder, "Demo.deps.json"), """
            {
              "targets": { ".NETCoreApp,Version=v10.0": {}, ".NETCoreApp,Version=v10.0/linux-x64": {
                "Demo/1.0.0": { "dependencies": { "Package": "1.0.0" }, "runtime": { "Demo.dll": {} } },
                "runtimepack.linux-x64/10.0.0": { "runtime": { "System.Runtime.dll": {} }, "native": { "libcoreclr.so": {} } },
                "Demo.Library.Reference/1.0.0.0": { "runtime": { "Demo.Library.dll": {} } },
                "Package/1.0.0": {
                  "runtime": { "lib/net8.0/Package.dll": {} }, "resources": { "lib/net8.0/de/Package.resources.dll": {} } } } },
              "libraries": {
                "Demo/1.0.0": { "type": "project" }, "Demo.Library.Reference/1.0.0.0": { "type": "reference" },
                "Package/1.0.0": { "type": "package" }, "runtimepack.linux-x64/10.0.0": { "type": "runtimepack" } }
            }
            """, new UTF8Encoding(false));
        return folder;
    }

    private sealed class Ready(Func<ImagePlatform, BaseImage> image) : IBaseImageSource
    {
        public string Name => "a small base";

        public Task<BaseImage> GetAsync(ImagePlatform platform, CancellationToken cancellationToken) => Task.FromResult(image(platform));
    }
}
