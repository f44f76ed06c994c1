using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Verification.Prometheus;

/// <summary>Reads <c>[1763810525.1,"0.5"]</c>, whose value may also be <c>NaN</c>, <c>+Inf</c> or <c>-Inf</c>.</summary>
internal sealed class SampleConverter : JsonConverter<Sample>
{
    public override Sample Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.Number);
        var time = reader.GetDouble();
        Expect(reader.Read() && reader.TokenType == JsonTokenType.String);
        var value = Number(reader.GetString()!);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.EndArray);
        return new(time, value);
    }

    public override void Write(Utf8JsonWriter writer, Sample value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.UnixSeconds);
        writer.WriteStringValue(value.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndArray();
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new JsonException($"'{text}' is no value of a sample"),
    };

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new JsonException("a sample is a pair of a time and a value in quotes");
        }
    }
}
