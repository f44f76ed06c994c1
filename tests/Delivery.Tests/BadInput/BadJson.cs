using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>JSON that is broken, and JSON that is right and says the wrong thing.</summary>
internal static class BadJson
{
    private const int Deep = 100_000;

    /// <summary>Bytes that no reader can take for what it wants.</summary>
    public static readonly IReadOnlyList<(string Name, byte[] Content)> Broken =
    [
        .. new (string Name, string Text)[]
        {
            ("nothing", ""), ("blanks", " \t\r\n"), ("half a word", "nul"), ("a brace", "{"), ("a bracket", "["), ("the wrong end", "{]"),
            ("a quote", "\""), ("a key alone", "{\"a\""), ("a key without a value", "{\"a\":}"), ("a comma alone", "{,}"),
            ("a comma too many", "{\"a\":1,}"), ("a comment", "// c\n{}"), ("another comment", "/* c */{}"), ("single quotes", "{'a':1}"),
            ("no quotes", "{a:1}"), ("not a number", "{\"a\":NaN}"), ("a leading zero", "{\"a\":01}"), ("half an exponent", "{\"a\":1e}"),
            ("a dash", "{\"a\":-}"), ("a hexadecimal number", "{\"a\":0x1}"), ("two values", "{} {}"), ("something behind", "{}x"),
            ("a NUL in front", "\0{}"), ("a NUL behind", "{}\0"), ("a NUL inside", "{\"a\":\"\0\"}"),
            ("a line feed in a text", "{\"a\":\"\n\"}"),
            ("an unknown escape", "{\"a\":\"\\x41\"}"), ("half an escape", "{\"a\":\"\\u12"), ("YAML", "a: 1\nb: [x]\n"),
            ("a page", "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"),
            ("XML with an entity", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"),
            ("100,000 brackets", new string('[', Deep)), ("100,000 braces", string.Concat(Enumerable.Repeat("{\"a\":", Deep))),
            ("100,000 levels that end", new string('[', Deep) + new string(']', Deep)),
            ("10,000 levels below a key", "{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}"),
            ("a text without an end", "{\"a\":\"" + new string('a', 1_000_000)),
            ("a number without an end", "{\"a\":" + new string('9', 1_000_000)),
        }.Select(text => (text.Name, Encoding.UTF8.GetBytes(text.Text))),
        ("half a character at the end", [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xE2, 0x82]),
        ("UTF-16", Encoding.Unicode.GetBytes("{\"a\":1}")),
        ("UTF-32", Encoding.UTF32.GetBytes("{\"a\":1}")),
        ("a program", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("an archive", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]),
        ("NULs", new byte[100_000]),
    ];

    /// <summary>What some readers take and others refuse.</summary>
    public static readonly IReadOnlyList<(string Name, byte[] Content)> Odd =
    [
        ("bytes that are no UTF-8", [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0xFE, 0x22, 0x7D]),
        ("an overlong slash", [0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xC0, 0xAF, 0x22, 0x7D]),
        ("the same key twice", Encoding.UTF8.GetBytes("{\"kind\":\"Application\",\"kind\":\"Application\"}")),
        ("null", "null"u8.ToArray()), ("true", "true"u8.ToArray()), ("a number", "1"u8.ToArray()), ("a text", "\"x\""u8.ToArray()),
        ("an empty object", "{}"u8.ToArray()), ("an empty list", "[]"u8.ToArray()), ("a list", "[1,null,{}]"u8.ToArray()),
        ("1,000,000 zeros", Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("0", 1_000_000))}]")),
        ("100,000 keys", Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 100_000).Select(key => $"\"k{key}\":0"))}}}")),
    ];

    /// <summary>What takes the place of a value.</summary>
    private static readonly IReadOnlyList<(string Name, string Json)> Values =
    [
        ("null", "null"), ("true", "true"), ("0", "0"), ("-1", "-1"), ("a large number", "9223372036854775807"),
        ("a larger number", "99999999999999999999"), ("infinity", "1e999"), ("a fraction", "0.1"), ("an empty text", "\"\""),
        ("a text", "\"x\""), ("a path upwards", "\"../../x\""), ("an absolute path", "\"/etc/passwd\""), ("a command", "\"$(id);`id`|id\""),
        ("an option", "\"--output=/tmp/x\""), ("a NUL", "\"a\\u0000b\""), ("lines", "\"a\\nb\\r\\nc\""),
        ("an escape sequence", "\"\\u001b[2J\""),
        ("half a character", "\"\\ud800\""), ("an address", "\"http://169.254.169.254/\""), ("no date", "\"2026-13-45T99:99:99Z\""),
        ("100 kB", $"\"{new string('a', 100_000)}\""), ("an empty list", "[]"), ("a list of null", "[null]"), ("a list of lists", "[[[]]]"),
        ("an empty object", "{}"), ("an object", "{\"a\":{\"b\":null}}"), ("40 levels", new string('[', 40) + new string(']', 40)),
    ];

    /// <summary>A document with one value after another replaced, left out and doubled.</summary>
    /// <param name="valid">A document that is right.</param>
    /// <param name="most">At most so many places of it, spread evenly.</param>
    public static IEnumerable<(string Name, byte[] Content)> MutationsOf(string valid, int most)
    {
        var places = Places(JsonNode.Parse(valid)!, "$").ToList();
        var step = Math.Max(1.0, (double)places.Count / most);
        for (var at = 0.0; at < places.Count; at += step)
        {
            var (path, node) = places[(int)at];
            foreach (var (name, json) in Values)
            {
                yield return ($"{path} is {name}", Encoding.UTF8.GetBytes(Written(valid, path, json)));
            }

            if (node.Parent is JsonObject)
            {
                yield return ($"{path} is missing", Encoding.UTF8.GetBytes(Written(valid, path, null)));
                yield return (
                    $"{path} is there twice",
                    Encoding.UTF8.GetBytes(Written(valid, path, $"1,{JsonValue.Create(node.GetPropertyName()).ToJsonString()}:1")));
            }
        }
    }

    private static IEnumerable<(string Path, JsonNode Node)> Places(JsonNode node, string path)
    {
        var children = node switch
        {
            JsonObject members =>
                members.Where(member => member.Value is not null).Select(member => ($"{path}.{member.Key}", member.Value!)),
            JsonArray items => items.Take(2).Where(item => item is not null).Select((item, index) => ($"{path}[{index}]", item!)),
            _ => [],
        };
        return children.SelectMany(child => Places(child.Item2, child.Item1).Prepend((child.Item1, child.Item2)));
    }

    /// <summary>The document with a value's text replaced by any other text, right or not; without its member when null.</summary>
    private static string Written(string valid, string path, string? json)
    {
        const string Mark = "\u2603mark\u2603";
        var root = JsonNode.Parse(valid)!;
        var node = Places(root, "$").First(place => place.Path == path).Node;
        if (json is null)
        {
            node.Parent!.AsObject().Remove(node.GetPropertyName());
            return root.ToJsonString();
        }

        node.ReplaceWith(Mark);
        return root.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Replace(
            $"\"{Mark}\"", json, StringComparison.Ordinal);
    }
}
