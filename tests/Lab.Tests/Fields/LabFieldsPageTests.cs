using System.Text;
using GitOpsDemo.Lab.Fields;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests.Fields;

/// <summary>docs/lab.md has the table of the code. GITOPSDEMO_WRITE_DOCS=1 writes it there.</summary>
public sealed class LabFieldsPageTests
{
    private const string Begin = "<!-- fields: written by LabFieldsPageTests -->\n";
    private const string End = "<!-- end of fields -->\n";

    private static readonly (LabTreatment Treatment, string Words)[] Rows =
    [
        (LabTreatment.Done, "as on a cluster"),
        (LabTreatment.Engine, "with a container engine; refused without one"),
        (LabTreatment.EnforcedByEngine, "with a container engine; logged and not enforced without one"),
        (LabTreatment.NoMeaning, "logged; it has no meaning here"),
        (LabTreatment.Refused, "refused"),
    ];

    [Fact]
    public void The_page_has_the_table_of_the_code() => WrittenPart.Require("lab.md", Begin, End, Table());

    [Fact]
    public void No_field_stands_below_another_one() => Assert.All(LabFields.ByKind.Values, fields => Assert.All(fields, field =>
        Assert.DoesNotContain(
            fields,
            other => other.Path.StartsWith($"{field.Path}.", StringComparison.Ordinal)
                || other.Path.StartsWith($"{field.Path}[]", StringComparison.Ordinal))));

    private static string Table()
    {
        var table = new StringBuilder("\n");
        foreach (var (kind, fields) in LabFields.ByKind)
        {
            table.Append($"| {kind} | fields |\n|---|---|\n");
            foreach (var (treatment, words) in Rows)
            {
                var cells = fields.Where(field => field.Treatment == treatment).Select(Cell).ToList();
                if (cells.Count > 0)
                {
                    table.Append($"| {words} | {string.Join(", ", cells)} |\n");
                }
            }

            table.Append('\n');
        }

        var kinds = LabFields.RefusedKinds.Keys.Order(StringComparer.Ordinal).Select(kind => $"`{kind}`");
        return table.Append(
            $"Refused as a whole: {string.Join(", ", kinds)}, and a second Deployment. Any other kind is listed as not run.\n").ToString();
    }

    private static string Cell(LabField field)
    {
        var path = field.Path.Replace(
            "spec.template.spec.", "…", StringComparison.Ordinal).Replace("containers[].", "", StringComparison.Ordinal);
        return field.Note.Length > 0 ? $"`{path}` ({field.Note})" : $"`{path}`";
    }
}
