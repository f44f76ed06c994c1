using System.Net;
using System.Net.Http.Headers;

namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>A file as a request's body that keeps the watch awake while it moves, and tells how far it is.</summary>
internal sealed class BlobContent : HttpContent
{
    private const int BufferSize = 128 * 1024;

    private readonly string _file;
    private readonly long _size;
    private readonly IdleWatch _watch;
    private readonly Action<long> _tell;

    public BlobContent(string file, long size, IdleWatch watch, Action<long> tell)
    {
        (_file, _size, _watch, _tell) = (file, size, watch, tell);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var source = File.OpenRead(_file);
        var buffer = new byte[BufferSize];
        var sent = 0L;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            _watch.Touch();
            _tell(sent += read);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _size;
        return true;
    }
}
