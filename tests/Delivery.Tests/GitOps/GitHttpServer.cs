using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>
/// git's own HTTP server (<c>git http-backend</c>, a CGI program) for the bare repositories of a folder, behind a password.
/// </summary>
internal sealed class GitHttpServer : IAsyncDisposable
{
    private readonly HttpStub _stub;
    private readonly ConcurrentQueue<string> _users;

    private GitHttpServer(HttpStub stub, ConcurrentQueue<string> users) => (_stub, _users) = (stub, users);

    public Uri Address => _stub.Address;

    /// <summary>Who has logged in.</summary>
    public IReadOnlyCollection<string> Users => _users;

    public static async Task<GitHttpServer> StartAsync(string folder, string password)
    {
        var users = new ConcurrentQueue<string>();
        var stub = await HttpStub.StartAsync(async context =>
        {
            if (Login(context.Request) is not (var user, var given) || given != password)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
                return;
            }

            users.Enqueue(user);
            await ServeAsync(context, folder, user);
        });
        return new GitHttpServer(stub, users);
    }

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    private static (string User, string Password)? Login(HttpRequest request)
    {
        const string Scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.Ordinal)
            && Encoding.UTF8.GetString(Convert.FromBase64String(header[Scheme.Length..])).Split(':', 2) is [var user, var password]
            ? (user, password)
            : null;
    }

    private static async Task ServeAsync(HttpContext context, string folder, string user)
    {
        var request = context.Request;
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["GIT_PROJECT_ROOT"] = folder;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["REMOTE_USER"] = user;
        start.Environment["REQUEST_METHOD"] = request.Method;
        start.Environment["PATH_INFO"] = request.Path;
        start.Environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?');
        start.Environment["CONTENT_TYPE"] = request.ContentType;
        start.Environment["CONTENT_LENGTH"] = request.ContentLength?.ToString();
        start.Environment["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding;
        start.Environment["GIT_PROTOCOL"] = request.Headers["Git-Protocol"];
        using var process = Process.Start(start)!;
        var answer = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(answer);
        await request.Body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        await WriteAsync(context.Response, answer.ToArray());
    }

    /// <summary>A CGI answer is headers, an empty line and the body.</summary>
    private static async Task WriteAsync(HttpResponse response, byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(answer, 0, end).Split("\r\n"))
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..]);
            if (name == "Status")
            {
                response.StatusCode = int.Parse(value.Split(' ')[0]);
            }
            else
            {
                response.Headers[name] = value;
            }
        }

        await response.Body.WriteAsync(answer.AsMemory(end + 4));
    }
}
