using System.Text;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Documents;

/// <summary>docs/reference.md has the options of the code. GITOPSDEMO_WRITE_DOCS=1 writes them there.</summary>
public sealed class ReferenceTests
{
    private const string Begin = "<!-- options: written by ReferenceTests -->\n";
    private const string End = "<!-- end of options -->\n";

    [Fact]
    public void The_page_has_the_options_of_the_code() => WrittenPart.Require("reference.md", Begin, End, Table());

    private static string Table()
    {
        var table = new StringBuilder("\n| option | meaning | default | settings file |\n|---|---|---|---|\n");
        foreach (var option in KnownOptions.All)
        {
            var allowed = option.Allowed.Count > 0 ? $" One of {string.Join(", ", option.Allowed.Select(value => $"`{value}`"))}." : "";
            table.Append($"| `--{option.Name}` | {Cell(option.Meaning)}{allowed} | {(option.IsFlag ? "" : Cell(option.Default))} | ")
                .Append(option.Setting is { } key ? $"`{key}`" : "").Append(" |\n");
        }

        return table.Append('\n').ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
