using System.Text;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>The ConfigMaps and Secrets that pods find: those of the overlay, and the Secrets of <see cref="LabSecrets"/>.</summary>
/// <param name="set">The rendered overlay.</param>
/// <param name="namespace">The pods' namespace.</param>
/// <param name="secrets">What the overlay lacks.</param>
public sealed class PodConfiguration(ManifestSet set, string? @namespace, LabSecrets secrets)
{
    /// <summary>The values of an object by key; null when it is not there and may be absent.</summary>
    /// <exception cref="DeliveryException">It is not there and has to be.</exception>
    public IReadOnlyDictionary<string, byte[]>? ValuesOf(ConfigurationReference reference) =>
        Lacks(reference, []) is ({ } why, { } next) ? throw new DeliveryException(
            $"{reference} can't be given to a replica", why, next) : Find(reference)?.Values;

    /// <summary>The values that become variables: all but those of a ConfigMap's <c>binaryData</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> VariablesOf(ConfigurationReference reference)
    {
        var binary = Find(reference)?.BinaryKeys ?? [];
        return (ValuesOf(reference) ?? new Dictionary<string, byte[]>())
            .Where(value => !binary.Contains(value.Key))
            .OrderBy(value => value.Key, StringComparer.Ordinal)
            .Select(value => KeyValuePair.Create(value.Key, Encoding.UTF8.GetString(value.Value)));
    }

    /// <summary>What is missing, and the way out; nothing when all is there that has to be.</summary>
    internal (string? Why, string? Next) Lacks(ConfigurationReference reference, IReadOnlyList<string> keys)
    {
        if (!reference.IsOptional && FindInOverlay(reference) is null && VariablesFor(reference) is { } variables
            && variables.Values.FirstOrDefault(variable => SecretVariables.ValueOf(variable) is null) is { } unset)
        {
            return (
                $"the environment variable {unset}, which lab.secrets names for {reference}, is not set",
                $"set {unset} and run the build again");
        }

        var found = Find(reference);
        if (found is null && !reference.IsOptional)
        {
            return ($"the overlay has no {reference}", reference.Kind == "Secret"
                ? "name the environment variables that hold its values under lab.secrets in the settings file, or add it to the overlay"
                : "add it to the overlay, such as by a configMapGenerator");
        }

        if (found is null || reference.IsOptional || keys.FirstOrDefault(key => !found.Values.ContainsKey(key)) is not { } missing)
        {
            return (null, null);
        }

        var known = string.Join(", ", found.Values.Keys.Order(StringComparer.Ordinal));
        return ($"{reference} has no key {missing}", $"add the key, or name one of {known}");
    }

    private Configuration? Find(ConfigurationReference reference) => FindInOverlay(reference) ?? FindInEnvironment(reference);

    private Configuration? FindInOverlay(ConfigurationReference reference) =>
        set.All<Configuration>().FirstOrDefault(item => item.Is(reference, @namespace));

    /// <summary>A Secret of the keys whose variables are set; there is none where none is.</summary>
    private Configuration? FindInEnvironment(ConfigurationReference reference)
    {
        var values = (VariablesFor(reference) ?? new Dictionary<string, string>())
            .Select(pair => (pair.Key, Value: SecretVariables.ValueOf(pair.Value)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value!));
        return values.Count > 0
            ? new(new("v1", reference.Kind, @namespace, reference.Name, new Dictionary<string, string>()), values)
            : null;
    }

    private IReadOnlyDictionary<string, string>? VariablesFor(ConfigurationReference reference) =>
        reference.Kind == "Secret" ? secrets.Find(reference.Name) : null;
}
