using System.Text;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>The files of the page, which lie in the agent's assembly: nothing is built for it, and nothing comes from elsewhere.</summary>
/// <param name="Path">Where it is served.</param>
/// <param name="Resource">Its name in the assembly.</param>
internal sealed record PageAssets(string Path, string Resource)
{
    private const string Prefix = "page/";
    private const string Index = "index.html";

    /// <summary>Stands in the page for the token.</summary>
    private const string TokenMark = "{{token}}";

    public static IReadOnlyList<PageAssets> All { get; } =
    [
        .. typeof(PageAssets).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => new PageAssets(name[Prefix.Length..] is var file && file == Index ? "/" : $"/{file}", name)),
    ];

    /// <summary>Sends it.</summary>
    public async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = TypeOf(Resource);
        await using var content = typeof(PageAssets).Assembly.GetManifestResourceStream(Resource)!;
        if (Path != "/")
        {
            await content.CopyToAsync(context.Response.Body, context.RequestAborted);
            return;
        }

        using var reader = new StreamReader(content, Encoding.UTF8);
        var html = await reader.ReadToEndAsync(context.RequestAborted);
        var token = context.RequestServices.GetRequiredService<PageGuard>().Token;
        await context.Response.WriteAsync(html.Replace(TokenMark, token, StringComparison.Ordinal), context.RequestAborted);
    }

    private static string TypeOf(string name) => System.IO.Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}
