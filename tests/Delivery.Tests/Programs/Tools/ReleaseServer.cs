using System.Collections.Concurrent;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

/// <summary>A project's release page on 127.0.0.1: files by path, and how often each was asked for.</summary>
internal sealed class ReleaseServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _requests = new();
    private readonly Dictionary<string, string> _digests = new() { ["another.tar.gz"] = new('0', 64) };

    private ReleaseServer(WebApplication app) => _app = app;

    /// <summary>The files, by path without the leading slash.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>The address of the top, without a slash at its end.</summary>
    public string Address => _app.Urls.Single();

    public static async Task<ReleaseServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ReleaseServer(app);
        app.MapGet("/{**path}", (string path) => server.Answer(path));
        await app.StartAsync();
        return server;
    }

    /// <summary>How often a file was asked for.</summary>
    public int RequestsFor(string path) => _requests.GetValueOrDefault(path);

    /// <summary>Publishes an archive, and its digest in <c>sha256sums.txt</c>.</summary>
    public void Publish(string name, byte[] archive)
    {
        Files[name] = archive;
        _digests[name] = Convert.ToHexStringLower(SHA256.HashData(archive));
        Files["sha256sums.txt"] = Encoding.ASCII.GetBytes(string.Concat(_digests.Select(file => $"{file.Value}  {file.Key}\n")));
    }

    public static byte[] TarGz(string name, string content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var tar = new TarWriter(zip))
        {
            var data = new MemoryStream(Encoding.UTF8.GetBytes(content));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }

        return bytes.ToArray();
    }

    public static byte[] Zip(string name, string content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry(name).Open())
        {
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Answer(string path)
    {
        _requests.AddOrUpdate(path, 1, (_, count) => count + 1);
        return Files.TryGetValue(path, out var content) ? Results.Bytes(content) : Results.NotFound();
    }
}
