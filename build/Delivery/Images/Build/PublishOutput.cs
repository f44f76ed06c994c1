using System.Text.Json;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images.Build;

/// <summary>
/// The files of a self-contained publish, in two parts that become two layers: the .NET runtime with the packages, which stays the same
/// from build to build, and what is built from this repository.
/// </summary>
public sealed class PublishOutput
{
    /// <summary>What the layer of the stable files is called.</summary>
    internal const string StablePart = ".NET runtime and packages";

    /// <summary>The other kinds, <c>project</c> and <c>reference</c>, are built from this repository.</summary>
    private static readonly string[] StableKinds = ["package", "runtimepack"];

    private readonly HashSet<string> _stable;

    private PublishOutput(string folder, HashSet<string> stable) => (Folder, _stable) = (folder, stable);

    public string Folder { get; }

    /// <summary>Reads which file belongs to what from <c>*.deps.json</c>.</summary>
    /// <param name="folder">What <c>dotnet publish</c> wrote.</param>
    /// <exception cref="DeliveryException">The folder is not the output of a publish.</exception>
    public static PublishOutput Read(string folder, string program)
    {
        var dependencies = Path.Combine(folder, $"{program}.deps.json");
        if (!File.Exists(Path.Combine(folder, program)) || !File.Exists(dependencies))
        {
            throw new DeliveryException(
                $"{folder} can't become an image",
                $"it has no {program} with its {program}.deps.json",
                "run the task Publish first");
        }

        try
        {
            using var document = JsonDocument.Parse(SmallFile.Read(dependencies));
            return Read(folder, document.RootElement);
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception) || exception is IOException)
        {
            throw new DeliveryException(
                $"{folder} can't become an image",
                $"{program}.deps.json: {Untrusted.Shown(exception.Message)}",
                "run the task Publish again",
                exception);
        }
    }

    /// <summary>Whether a file belongs to the runtime or a package.</summary>
    public bool IsStable(string relativePath) => _stable.Contains(Path.GetFileName(relativePath));

    private static PublishOutput Read(string folder, JsonElement dependencies)
    {
        var libraries = dependencies.GetProperty("libraries").EnumerateObject()
            .Where(library => StableKinds.Contains(library.Value.GetProperty("type").GetString()))
            .Select(library => library.Name)
            .ToHashSet();
        var stable = dependencies.GetProperty("targets").EnumerateObject()
            .SelectMany(target => target.Value.EnumerateObject())
            .Where(library => libraries.Contains(library.Name))
            .SelectMany(library => library.Value.EnumerateObject())
            .Where(asset => asset.Name is "runtime" or "native" or "resources")
            .SelectMany(asset => asset.Value.EnumerateObject())
            .Select(file => Path.GetFileName(file.Name));
        return new PublishOutput(folder, [.. stable]);
    }
}
