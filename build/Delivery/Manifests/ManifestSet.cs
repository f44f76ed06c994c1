using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Reading;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>The objects of one or several YAML documents, read as far as the delivery needs them.</summary>
public sealed class ManifestSet
{
    private ManifestSet(string source, string yaml, IReadOnlyList<ManifestObject> objects) =>
        (Source, Yaml, Objects) = (source, yaml, objects);

    /// <summary>Where the manifests come from, for messages.</summary>
    public string Source { get; }

    /// <summary>The text that they were read from.</summary>
    public string Yaml { get; }

    /// <summary>Every object, in the order of the documents.</summary>
    public IReadOnlyList<ManifestObject> Objects { get; }

    /// <summary>Reads manifests of at most 10 MiB, without aliases and at most 64 levels deep.</summary>
    /// <param name="yaml">YAML documents, one an object.</param>
    /// <param name="source">Where they come from, such as <c>k8s/overlays/dev</c>.</param>
    /// <exception cref="DeliveryException">Something is not as in the Kubernetes API; the message has the object and the path.</exception>
    public static ManifestSet Parse(string yaml, string source) =>
        new(source, yaml, Scaled([.. YamlDocuments.Parse(yaml, source).Select(document => ManifestReader.Read(document, source))]));

    /// <summary>With as many replicas as autoscalers leave, whatever the Deployments say.</summary>
    private static IReadOnlyList<ManifestObject> Scaled(IReadOnlyList<ManifestObject> objects)
    {
        var scalers = objects.OfType<HorizontalPodAutoscaler>().ToList();
        return scalers.Count == 0 ? objects : [.. objects.Select(Scale)];

        ManifestObject Scale(ManifestObject item) =>
            item is Deployment deployment ? scalers.Find(scaler => scaler.Scales(deployment))?.AtRest(deployment) ?? item : item;
    }

    /// <summary>Reads a file of manifests.</summary>
    /// <exception cref="DeliveryException">The file is missing or larger than 10 MiB, or as for <see cref="Parse"/>.</exception>
    public static ManifestSet Load(string path) => Parse(YamlDocuments.ReadFile(path), path);

    /// <summary>The same with fewer objects.</summary>
    public ManifestSet Where(Func<ManifestObject, bool> isKept) => new(Source, Yaml, [.. Objects.Where(isKept)]);

    /// <summary>The objects of one kind.</summary>
    public IEnumerable<T> All<T>()
        where T : ManifestObject => Objects.OfType<T>();

    /// <summary>The only object of a kind.</summary>
    /// <exception cref="DeliveryException">There is none, or more than one.</exception>
    public T Only<T>()
        where T : ManifestObject => All<T>().ToList() switch
        {
            [var only] => only,
            var found => throw new DeliveryException(
                $"{Source} can't be used",
                $"expected one {typeof(T).Name}, found {found.Count}",
                $"keep exactly one {typeof(T).Name} there"),
        };
}
