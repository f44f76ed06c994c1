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
    public void The_page_has_the_options_of_the_code()
    {
        var file = Path.Combine(Repository.Root, "docs", "reference.md");
        var page = File.ReadAllText(file);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("GITOPSDEMO_WRITE_DOCS") is "1")
        {
            File.WriteAllText(file, page[..begin] + Table() + page[end..]);
            return;
        }

        Assert.Equal(Table(), page[begin..end]);
    }

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
