using System.Text.Json;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Settings;

/// <summary>
/// What describes the places that are delivered to, such as a context, a registry or a branch: options whose values are in the settings
/// file, for all environments or for one. The command line overrides them, and an environment's own overrides those for all.
/// </summary>
/// <param name="ForAll">The values for all environments, by key.</param>
/// <param name="ByEnvironment">The values of each environment, by key.</param>
public sealed record PlaceSettings(
    IReadOnlyDictionary<string, string> ForAll, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ByEnvironment)
{
    /// <summary>Nothing: the command line says all of it.</summary>
    public static PlaceSettings None { get; } = new(
        new Dictionary<string, string>(), new Dictionary<string, IReadOnlyDictionary<string, string>>());

    /// <summary>The options that the file may have.</summary>
    internal static IReadOnlyList<Option> Options { get; } = [.. KnownOptions.All.Where(option => option.Setting is not null)];

    private static IEnumerable<string> Keys => Options.Select(option => option.Setting!);

    /// <summary>A value; null where the file has none.</summary>
    public string? Of(string environment, string key) =>
        ByEnvironment.GetValueOrDefault(environment)?.GetValueOrDefault(key) ?? ForAll.GetValueOrDefault(key);

    /// <summary>Where in the file a value stands, such as <c>environments.prod.kubeContext</c>.</summary>
    public string PathOf(string environment, string key) =>
        ByEnvironment.GetValueOrDefault(environment)?.ContainsKey(key) == true
            ? $"{KnownSettings.Environments.Key}.{environment}.{key}"
            : key;

    /// <summary>Reads them from a file that has been checked.</summary>
    internal static PlaceSettings From(IReadOnlyDictionary<string, JsonElement> values) => new(
        Keys.Where(values.ContainsKey).ToDictionary(key => key, key => values[key].GetString()!),
        values.TryGetValue(KnownSettings.Environments.Key, out var environments) && environments.ValueKind == JsonValueKind.Object
            ? environments.EnumerateObject().ToDictionary(place => place.Name, place => TextsOf(place.Value))
            : None.ByEnvironment);

    /// <summary>Says what is wrong with what an environment has of its own; null when nothing is.</summary>
    internal static string? ProblemOf(JsonProperty environment)
    {
        if (environment.Value.ValueKind != JsonValueKind.Object)
        {
            return $"{environment.Name} has to be an object";
        }

        foreach (var property in environment.Value.EnumerateObject())
        {
            var option = Options.FirstOrDefault(known => known.Setting == property.Name);
            var problem =
                option is null ? $"there is no key of that name for one environment{Nearest.Hint(property.Name, Keys).TrimEnd('.')}"
                : property.Value.ValueKind != JsonValueKind.String ? "it has to be a text"
                : option.ProblemWith(property.Value.GetString()!);
            if (problem is not null)
            {
                return $"{environment.Name}.{Untrusted.Shown(property.Name)}: {problem}";
            }
        }

        return null;
    }

    private static IReadOnlyDictionary<string, string> TextsOf(JsonElement place) =>
        place.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!);
}
