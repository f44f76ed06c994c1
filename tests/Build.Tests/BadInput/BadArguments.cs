namespace GitOpsDemo.Build.Tests.BadInput;

/// <summary>Values of options as nobody who means well types them.</summary>
internal static class BadArguments
{
    /// <summary>What no option takes, whatever it means.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Never =
    [
        ("nothing", ""),
        ("a blank", " "),
        ("blanks of other scripts", "\u3000\u2003"),
        ("a NUL", "a\0b"),
        ("only a NUL", "\0"),
        ("a line feed", "a\nb"),
        ("a line feed at the end", "main\n"),
        ("a carriage return", "a\rb"),
        ("both", "a\r\nInjected: header"),
        ("a tab", "a\tb"),
        ("a bell", "a\ab"),
        ("a terminal's escape sequence", "a\u001b[2Jb"),
        ("the same in one byte", "a\u009b2Jb"),
        ("a line separator", "a\u2028b"),
        ("a next line", "a\u0085b"),
        ("text that runs backwards", "a\u202eb"),
        ("a blank without width", "a\u200bb"),
        ("a byte order mark", "\ufeffmain"),
        ("what was no UTF-8", "a\ufffdb"),
        ("half a character", "a\ud800b"),
        ("the other half", "\udc00"),
        ("100 kB", new string('a', 100_000)),
        ("100 kB of dots", new string('.', 100_000)),
        ("100 kB of slashes", string.Concat(Enumerable.Repeat("a/", 50_000)) + "a"),
        ("100 kB of dashes", "a" + new string('-', 100_000)),
        ("1 MB of digits", new string('9', 1_000_000)),
        ("an option", "-x"),
        ("a long option", "--kubeconfig=/tmp/other"),
        ("a dash", "-"),
        ("two dashes", "--"),
    ];

    /// <summary>What leads out of where it is put. Paths and free text may be such.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Paths =
    [
        ("a path upwards", "../../x"),
        ("a path upwards inside", "a/../../x"),
        ("a path upwards of Windows", "..\\..\\x"),
        ("the parent", ".."),
        ("an absolute path", "/etc/passwd"),
        ("an absolute path of Windows", "C:\\Windows"),
        ("a share of Windows", "\\\\server\\share"),
        ("an encoded path upwards", "%2e%2e%2fx"),
        ("the home folder", "~/x"),
    ];

    /// <summary>What a shell would run or expand. Free text may be such.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Shell =
    [
        ("a command in a command", "$(id)"),
        ("the same of old", "`id`"),
        ("a second command", "a;id"),
        ("a pipe", "a|id"),
        ("another process", "a&id"),
        ("a redirection", "a>/tmp/x"),
        ("a variable", "${HOME}"),
        ("a variable of Windows", "%PATH%"),
        ("a pattern", "*"),
        ("braces", "{a,b}"),
        ("a quote", "a'b"),
        ("a double quote", "a\"b"),
        ("an argument of its own", "a\" --kubeconfig \"/tmp/x"),
        ("a backslash", "a\\"),
        ("a backslash before a quote", "a\\\" --x"),
        ("a history reference", "!!"),
        ("a template", "{{.Env}}"),
        ("a format", "{0}"),
        ("another format", "%s%n"),
        ("mark-up", "[red]a[/]"),
        ("a page", "<script>"),
        ("digits of another script", "\u0663\u0660s"),
        ("a letter that looks like another", "pr\u043ed"),
    ];
}
