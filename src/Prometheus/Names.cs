namespace Prometheus;

/// <summary>Which names Prometheus takes (prometheus.io/docs/concepts/data_model). No colon: it is kept for recording rules.</summary>
internal static class Names
{
    private const string Rule = "it takes letters, digits and underscores, and starts with no digit";

    /// <exception cref="ArgumentException">It is not a metric name.</exception>
    public static void CheckMetric(string name)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is not a metric name: {Rule}.");
        }
    }

    /// <exception cref="ArgumentException">It is not a label name, or one that Prometheus keeps for itself.</exception>
    public static void CheckLabel(string name)
    {
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is not a label name: {Rule}.");
        }

        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is not a label name: those that start with two underscores are Prometheus' own.");
        }
    }

    private static bool IsName(string name) =>
        !string.IsNullOrEmpty(name) && !char.IsAsciiDigit(name[0]) && name.All(character => character == '_' || char.IsAsciiLetterOrDigit(character));
}
