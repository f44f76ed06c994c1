using System.Text;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>YAML that is broken, and YAML that is right and says the wrong thing.</summary>
internal static class BadYaml
{
    private const int Deep = 100_000;

    /// <summary>Bytes that no reader can take for what it wants.</summary>
    public static readonly IReadOnlyList<(string Name, byte[] Content)> Broken =
    [
        .. Named(
            ("a tab", "a:\n\tb: 1\n"), ("a bracket", "a: ["), ("a brace", "a: {"), ("the wrong end", "a: [}"),
            ("a quote", "a: \""), ("a quote that goes on", "a: 'x\nb: 1\n"), ("a tag without a name", "a: !<\n"),
            ("a tag without a handle", "a: !x!y 1\n"),
            ("a version of the far future", "%YAML 99999999999999999999.1\n---\na: 1\n"), ("a directive alone", "%YAML"),
            ("two directives", "%YAML 1.1\n%YAML 1.1\n---\na: 1\n"),
            ("half a directive", "%TAG ! \n---\na: 1\n"), ("an unknown escape", "a: \"\\q\"\n"), ("half an escape", "a: \"\\x4\"\n"),
            ("an escape beyond Unicode", "a: \"\\UFFFFFFFF\"\n"), ("a wrong block", "a: |0\n  x\n"),
            ("a key twice", "apiVersion: v1\nimages: []\nimages: []\napiVersion: v1\n"),
            ("a list in a mapping", "a: 1\n- b\n"), ("two colons", "a: b: c\n"), ("a NUL", "a: \0\n"), ("a text alone", "hello"),
            ("a number alone", "1"),
            ("a list alone", "- a\n- b\n"), ("JSON", "{\"a\": [1, 2"), ("a page", "<html>\n<body>502</body>"),
            ("100,000 brackets", "a: " + new string('[', Deep)), ("100,000 braces", "a: " + string.Concat(Enumerable.Repeat("{a: ", Deep))),
            ("100,000 dashes", string.Concat(Enumerable.Repeat("- ", Deep)) + "a\n"),
            ("100,000 question marks", string.Concat(Enumerable.Repeat("? ", Deep)) + "a\n"),
            ("3,000 levels of lines", string.Concat(Enumerable.Range(0, 3_000).Select(level => new string(' ', level) + "a:\n"))),
            ("1 MB of blanks", "a: " + new string(' ', 1_000_000) + "[\n"),
            ("1 MB of anchors", "a: " + string.Concat(Enumerable.Repeat("&a ", 350_000)) + "\n"),
            ("1 MB of tags", "a: " + string.Concat(Enumerable.Repeat("!a ", 350_000)) + "\n"),
            ("200,000 keys and then a bracket", string.Concat(Enumerable.Range(0, 200_000).Select(key => $"k{key}: v\n")) + "["),
            ("200,000 lines of a comment and then a bracket", string.Concat(Enumerable.Repeat("# c\n", 200_000)) + "[")),
        ("bytes that are no UTF-8", [0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]),
        ("Latin-1", [0x61, 0x3A, 0x20, 0xFC, 0x0A]),
        ("half a character at the end", [0x61, 0x3A, 0x20, 0xE2, 0x82]),
        ("a program", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("an archive", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]),
        ("NULs", new byte[100_000]),
    ];

    /// <summary>What some readers take and others refuse.</summary>
    public static readonly IReadOnlyList<(string Name, byte[] Content)> Odd = Named(
        ("nothing", ""), ("blanks", " \n \n"), ("an unknown alias", "a: *x\n"), ("an alias of its own", "a: &a [*a]\n"),
        ("an unknown directive", "%FOO\n---\na: 1\n"), ("another version", "%YAML 3.0\n---\na: 1\n"),
        ("half a character", "a: \"\\uD800\"\n"), ("a block without a body", "a: |9\nb"),
        ("a key in two ways", "\"a\": 1\n'a': 2\n!!str a: 3\n"),
        ("a list as a key", "? [a, b]\n: 1\n"), ("a mapping as a key", "? {a: b}\n: 1\n"), ("no key", ": 1\n"),
        ("an escape sequence", "a: \u001b[2J\n"),
        ("a template", "{{ .Values.x }}\n"), ("many laughs", Laughs(9)), ("many laughs in a mapping", Laughs(9) + "labels: *l9\n"),
        ("a merge of laughs", Merges(9)),
        ("1 MB in one key", new string('k', 1_000_000) + ": 1\n"), ("1 MB in one value", "a: " + new string('v', 1_000_000) + "\n"),
        ("100,000 empty documents", string.Concat(Enumerable.Repeat("---\n", Deep))),
        ("100,000 keys", string.Concat(Enumerable.Range(0, Deep).Select(key => $"k{key}: v\n"))),
        ("a comment alone", "# nothing\n"), ("a document's end", "...\n"));

    /// <summary>What takes the place of a value.</summary>
    private static readonly IReadOnlyList<(string Name, string Yaml)> Values =
    [
        ("nothing", ""), ("null", "~"), ("true", "true"), ("-1", "-1"), ("a large number", "2147483647"),
        ("a larger number", "99999999999999999999"),
        ("infinity", ".inf"), ("a fraction", "0.1"), ("a path upwards", "../../x"), ("an absolute path", "/etc/passwd"),
        ("a command", "'$(id);`id`|id'"),
        ("a NUL", "\"a\\0b\""), ("lines", "\"a\\nb: c\\r\\nd\""), ("an escape sequence", "\"\\e[2J\""), ("half a character", "\"\\uD800\""),
        ("digits of another script", "\u0663\u0660"), ("100 kB", new string('a', 100_000)), ("an empty list", "[]"),
        ("a list of null", "[~]"),
        ("an empty mapping", "{}"), ("a mapping", "{a: {b: ~}}"), ("a text with a tag", "!!str 1"), ("a number with a tag", "!!int x"),
        ("an unknown tag", "!python/object:os.system id"), ("an anchor", "&x 1"), ("an alias", "*x"), ("a block", "|\n          x"),
        ("a bracket", "["),
    ];

    /// <summary>A file with one line after another damaged.</summary>
    /// <param name="valid">A file that is right.</param>
    /// <param name="most">At most so many lines of it, spread evenly.</param>
    public static IEnumerable<(string Name, byte[] Content)> MutationsOf(string valid, int most)
    {
        var lines = valid.Split('\n');
        var step = Math.Max(1.0, (double)lines.Length / most);
        for (var at = 0.0; at < lines.Length; at += step)
        {
            var index = (int)at;
            var line = lines[index];
            yield return ($"line {index} is missing", With(lines, index));
            yield return ($"line {index} is there twice", With(lines, index, line, line));
            yield return ($"line {index} is indented by a tab", With(lines, index, "\t" + line.TrimStart()));
            yield return ($"line {index} is indented by one more", With(lines, index, " " + line));
            yield return ($"line {index} is followed by an end", With(lines, index, line, "...", "---"));
            if (line.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 || (line.EndsWith(':') && (colon = line.Length - 1) > 0))
            {
                foreach (var (name, yaml) in Values)
                {
                    yield return ($"line {index} has {name}", With(lines, index, $"{line[..colon]}: {yaml}"));
                }

                yield return ($"line {index} has its key twice", With(lines, index, line, $"{line[..colon]}: 1"));
                var first = line.Trim('-', ' ')[..1];
                var tagged = line[..colon].Replace(first, "!!str " + first, StringComparison.Ordinal);
                yield return ($"line {index} has its key again with a tag", With(lines, index, line, $"{tagged}: 1"));
            }
        }
    }

    private static IReadOnlyList<(string Name, byte[] Content)> Named(params IEnumerable<(string Name, string Text)> texts) =>
        [.. texts.Select(text => (text.Name, Encoding.UTF8.GetBytes(text.Text)))];

    private static byte[] With(string[] lines, int index, params string[] replacement) =>
        Encoding.UTF8.GetBytes(string.Join('\n', [.. lines[..index], .. replacement, .. lines[(index + 1)..]]));

    /// <summary>A billion laughs: each level is ten of the one before.</summary>
    private static string Laughs(int levels) => "l0: &l0 [lol]\n" + string.Concat(Enumerable.Range(1, levels).Select(level =>
        $"l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))}]\n"));

    private static string Merges(int levels) => "l0: &l0 {a: lol}\n" + string.Concat(Enumerable.Range(1, levels).Select(level =>
        $"l{level}: &l{level} {{{string.Join(", ", Enumerable.Range(0, 10).Select(key => $"k{key}: {{<<: *l{level - 1}}}"))}}}\n"));
}
