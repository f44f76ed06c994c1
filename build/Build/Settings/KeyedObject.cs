using System.Text.Json;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Settings;

/// <summary>An object of the settings file that has a fixed set of keys.</summary>
internal static class KeyedObject
{
    /// <summary>Says what is wrong with it; null when nothing is.</summary>
    /// <param name="value">The value in the file.</param>
    /// <param name="checks">By key, what is wrong with its value; null when nothing is.</param>
    /// <param name="required">The keys that it has to have.</param>
    public static string? ProblemIn(
        JsonElement value, IReadOnlyDictionary<string, Func<JsonElement, string?>> checks, params IEnumerable<string> required)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return "it has to be an object";
        }

        foreach (var property in value.EnumerateObject())
        {
            var problem = checks.TryGetValue(property.Name, out var check)
                ? check(property.Value)
                : $"there is no key of that name{Nearest.Hint(property.Name, checks.Keys).TrimEnd('.')}";
            if (problem is not null)
            {
                return $"{Untrusted.Shown(property.Name)}: {problem}";
            }
        }

        return required.FirstOrDefault(key => !value.TryGetProperty(key, out _)) is { } missing ? $"the key {missing} is missing" : null;
    }
}
