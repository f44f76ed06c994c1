using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GitOpsDemo.Testing;
using Prometheus;
using Xunit.Abstractions;

namespace GitOpsDemo.Prometheus.Tests;

/// <summary>Labels and help of any text at all: a page stays a page, a sample a line.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed partial class HostileTextTests(ITestOutputHelper output)
{
    private const int Longest = 40;
    private const int SeriesPerPage = 500;

    private static readonly int Cases = Environment.GetEnvironmentVariable("GITOPSDEMO_FULL_TESTS") is "1" ? 1_000_000 : 50_000;

    private static readonly string[] Pieces =
        ["\"", "\\", "\n", "\r", "\\n", "\\\"", "\0", "\u001b", "\u2028", "\ud800", "\udc00", "\U0001F680", "{", "}", ",", "=", " ", "#", "# EOF", "a", "é", "+Inf", "\t", "\ufeff", "le=\"1\""];

    private static readonly double[] Values = [0, -0.0, 1, -1, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 1L << 53, 0.1];

    [Fact]
    public async Task Every_sample_is_one_line_that_reads_back_as_the_same_labels_and_value()
    {
        var random = new Random(20261122);
        var samples = 0;
        while (samples < Cases)
        {
            // Given series with labels of every kind
            var registry = Metrics.NewCustomRegistry();
            var gauge = Metrics.WithCustomRegistry(registry).CreateGauge("hostile", Text(random), "one", "two");
            var expected = new Dictionary<(string One, string Two), double>();
            for (var series = 0; series < SeriesPerPage; series++)
            {
                var (one, two, value) = (Text(random), Text(random), Values[random.Next(Values.Length)]);
                gauge.WithLabels(one, two).Set(value);
                expected[(WellFormed(one), WellFormed(two))] = value;
            }

            // When
            var lines = (await Scrape.TextAsync(registry)).Split('\n');

            // Then
            var read = lines.Where(line => line.Length > 0 && line[0] != '#').Select(Read).ToDictionary(sample => sample.Labels, sample => sample.Value);
            Assert.Equal(expected.Count, read.Count);
            Assert.All(expected, sample => Assert.Equal(sample.Value, read[sample.Key]));
            Assert.Equal(2, lines.Count(line => line.StartsWith('#')));
            samples += SeriesPerPage;
        }

        output.WriteLine($"{samples} samples with hostile labels written and read back");
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(Longest)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    /// <summary>UTF-8 has no bytes for half a character.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a line by the grammar of the text format, and not by what wrote it.</summary>
    private static ((string One, string Two) Labels, double Value) Read(string line)
    {
        var match = Sample().Match(line);
        Assert.True(match.Success, line);
        var value = match.Groups["value"].Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var number => double.Parse(number, CultureInfo.InvariantCulture),
        };
        return ((Unescaped(match.Groups["one"].Value), Unescaped(match.Groups["two"].Value)), value);
    }

    private static string Unescaped(string text) => Escape().Replace(text, match => match.Value[1] == 'n' ? "\n" : match.Value[1..]);

    [GeneratedRegex("""\Ahostile\{one="(?<one>([^"\\\n]|\\["\\n])*)",two="(?<two>([^"\\\n]|\\["\\n])*)"\} (?<value>[^ ]+)\z""", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("""\\["\\n]""")]
    private static partial Regex Escape();
}
