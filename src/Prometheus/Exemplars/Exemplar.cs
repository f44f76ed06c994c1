using System.Diagnostics;

namespace Prometheus;

/// <summary>A few labels that lead from a sample to one event behind it, usually to its trace. Only OpenMetrics carries them.</summary>
public sealed class Exemplar
{
    /// <summary>No exemplar.</summary>
    public static readonly Exemplar None = new([]);

    // OpenMetrics 1.0, section "Exemplars": names and values together.
    private const int MostCharacters = 128;

    // The names of the OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility".
    private static readonly LabelKey TraceId = Key("trace_id");
    private static readonly LabelKey SpanId = Key("span_id");

    private Exemplar(LabelPair[] pairs) => Pairs = pairs;

    internal LabelPair[] Pairs { get; }

    /// <summary>A label's name, checked once.</summary>
    /// <exception cref="ArgumentException">It is not a label name.</exception>
    public static LabelKey Key(string key)
    {
        Names.CheckLabel(key);
        return new(key);
    }

    /// <inheritdoc cref="LabelKey.WithValue"/>
    public static LabelPair Pair(string key, string value) => Key(key).WithValue(value);

    /// <summary>An exemplar with these labels.</summary>
    /// <exception cref="ArgumentException">They have more than 128 characters together, or a name is there twice.</exception>
    public static Exemplar From(params ReadOnlySpan<LabelPair> labelPairs)
    {
        var characters = 0;
        for (var index = 0; index < labelPairs.Length; index++)
        {
            var pair = labelPairs[index];
            characters += pair.Name.Length + pair.Value.Length;
            foreach (var other in labelPairs[..index])
            {
                if (other.Name == pair.Name)
                {
                    throw new ArgumentException($"The exemplar has the label {pair.Name} twice.");
                }
            }
        }

        return characters <= MostCharacters
            ? new(labelPairs.ToArray())
            : throw new ArgumentException($"The exemplar's labels have {characters} characters; OpenMetrics takes {MostCharacters}.");
    }

    /// <summary>The running activity's trace and span, <see cref="None"/> when there is no activity.</summary>
    public static Exemplar FromTraceContext() => FromTraceContext(TraceId, SpanId);

    /// <inheritdoc cref="FromTraceContext()"/>
    public static Exemplar FromTraceContext(in LabelKey traceIdKey, in LabelKey spanIdKey) =>
        Activity.Current is { } activity
            ? From(traceIdKey.WithValue(activity.TraceId.ToHexString()), spanIdKey.WithValue(activity.SpanId.ToHexString()))
            : None;

    /// <summary>The name of an exemplar's label.</summary>
    public readonly struct LabelKey
    {
        internal LabelKey(string name) => Name = name;

        internal string Name { get; }

        /// <summary>The label with a value.</summary>
        public LabelPair WithValue(string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            return new(Name, value);
        }
    }

    /// <summary>A label of an exemplar.</summary>
    public readonly struct LabelPair
    {
        internal LabelPair(string name, string value)
        {
            Name = name;
            Value = value;
        }

        internal string Name { get; }

        internal string Value { get; }
    }
}
