using System.Globalization;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>Collects in what something differs from what is expected, in words.</summary>
internal sealed class Differences
{
    private readonly List<string> _found = [];

    /// <summary>Whether there are none.</summary>
    public bool AreNone => _found.Count == 0;

    /// <summary>Compares two values as they are written.</summary>
    public void Compare(string what, string expected, string found)
    {
        if (expected != found)
        {
            _found.Add($"{what}: expected {expected}, found {found}");
        }
    }

    /// <summary>Compares labels or annotations, in whatever order.</summary>
    public void Compare(string what, IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string>? found) =>
        Compare(what, Sorted(expected), Sorted(found ?? new Dictionary<string, string>()));

    /// <summary>Compares times in seconds.</summary>
    public void Compare(string what, TimeSpan expected, double found) => Compare(what, Seconds(expected.TotalSeconds), Seconds(found));

    /// <summary>A time in seconds, for people.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", _found);

    private static string Sorted(IReadOnlyDictionary<string, string> pairs) =>
        "{" + string.Join(", ", pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}=\"{pair.Value}\"")) + "}";
}
