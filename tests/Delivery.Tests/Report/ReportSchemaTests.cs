using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report;

/// <summary>The schema of <c>artifacts/report.json</c> that other programs rely on.</summary>
public sealed class ReportSchemaTests
{
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs", "report.schema.json");

    [Fact]
    public void The_schema_in_docs_is_that_of_the_report()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "The report of a GitOpsDemo build, schema 1",
        };
        var exported = DeliveryJson.Default.DeliveryReport.GetJsonSchemaAsNode(
            new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }).AsObject();
        foreach (var (name, value) in exported)
        {
            schema[name] = value?.DeepClone();
        }

        Assert.True(
            File.Exists(Path) && JsonNode.DeepEquals(schema, JsonNode.Parse(File.ReadAllText(Path))),
            $"docs/report.schema.json is another (a change of meaning needs another number in \"schema\" too). It should be:\n{schema}");
    }
}
