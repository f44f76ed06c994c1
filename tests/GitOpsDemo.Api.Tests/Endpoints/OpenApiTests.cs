using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class OpenApiTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Fact]
    public async Task The_document_is_what_the_routes_say()
    {
        await using var service = await RunningService.StartWithFaultsAsync();

        var served = await service.GetJsonAsync("/openapi.json");
        var generated = await GenerateAsync();

        if (!JsonNode.DeepEquals(served, generated))
        {
            var path = Path.Combine(Repository.Root, "artifacts", "openapi.json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, generated.ToJsonString(Indented) + "\n");
            Assert.Fail($"src/GitOpsDemo.Api/openapi.json does not say what the routes say. What they say is in {path}: copy it over.");
        }
    }

    // The document as the framework generates it from the same routes.
    private static async Task<JsonObject> GenerateAsync()
    {
        var builder = ServiceApplication.CreateBuilder(
            ["--urls=http://127.0.0.1:0", "--Faults:Enabled=true", "--Logging:LogLevel:Default=Critical"]);
        builder.Services.AddOpenApi();
        await using var app = ServiceApplication.Build(builder);
        app.MapOpenApi("/generated.json");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/generated.json", UriKind.Relative)))!.AsObject();
        document.Remove("servers");
        document["info"]!["title"] = "gitops-demo";
        return document;
    }
}
