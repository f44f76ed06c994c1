using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class OverlayPropertyTests
{
    private static readonly int Files = Scale.Of(2_000, 10_000);

    private static readonly ImageEntry Wanted = new("app", "localhost:5000/app", "1.10", Forge.NewDigest);

    [Fact]
    public void Of_any_file_a_bump_changes_the_meaning_of_the_entry_alone_or_is_refused()
    {
        var (changed, refused) = (0, 0);
        Prop.ForAll(KustomizationGenerator.File.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(Files));

        // The property would hold of an editor that refuses everything, or of a generator that makes nothing odd.
        Assert.InRange(changed, Files / 2, Files);
        Assert.InRange(refused, Files / 100, Files);

        bool Holds(string text)
        {
            var before = Encoding.UTF8.GetBytes(text);
            byte[] after;
            try
            {
                after = OverlayEditor.SetImages(before, [Wanted], "kustomization.yaml").Content;
            }
            catch (DeliveryException)
            {
                refused++;
                return true;
            }

            changed++;
            return Meaning(after)?.Others == Meaning(before)?.Others
                && Meaning(after)?.Entry is null or $"name=app;newName=localhost:5000/app;newTag=1.10;digest={Forge.NewDigest}"
                && OverlayEditor.SetImages(after, [Wanted], "kustomization.yaml").Content == after;
        }
    }

    /// <summary>By another way than the editor's: YamlDotNet's own model, in which aliases are resolved.</summary>
    private static (string Others, string Entry)? Meaning(byte[] content)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StreamReader(new MemoryStream(content)));
            var root = (YamlMappingNode)stream.Documents.Single().RootNode;
            var images = (root.Children.FirstOrDefault(pair => Text(pair.Key) == "images").Value as YamlSequenceNode)?.Children ?? [];
            var entry = (YamlMappingNode?)images.SingleOrDefault(item => Text(((YamlMappingNode)item)["name"]) == "app");
            var rest = root.Children.Where(pair => Text(pair.Key) != "images").Select(pair => $"{pair.Key}: {pair.Value}")
                .Concat(images.Where(item => item != entry).Select(item => item.ToString()))
                .Concat(entry?.Children.Where(pair => !IsWritten(pair.Key)).Select(pair => $"{pair.Key}={pair.Value}") ?? []);
            var name = entry is null ? ["name=app"] : Array.Empty<string>();
            return (string.Join('\n', rest.Concat(name)), string.Join(';', Keys.Select(key => $"{key}={Text(entry, key)}")));
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException)
        {
            return null;
        }
    }

    private static readonly string[] Keys = ["name", "newName", "newTag", "digest"];

    private static bool IsWritten(YamlNode key) => Keys.Skip(1).Contains(Text(key));

    private static string? Text(YamlNode? node) => (node as YamlScalarNode)?.Value;

    private static string? Text(YamlMappingNode? entry, string key) =>
        entry is not null && entry.Children.TryGetValue(new YamlScalarNode(key), out var value) ? Text(value) : null;
}
