using System.Net;
using System.Net.Http.Headers;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>A file as a request's body that keeps the watch awake while it moves, and reports how far it is.</summary>
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

/// <summary>Copies an answer's body while it comes, and no more of it than was promised.</summary>
internal static class BlobDownload
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies the body up to the buffer in which it exceeds <paramref name="size"/> bytes; the digest tells the rest.</summary>
    /// <exception cref="TransientHttpException">The connection broke.</exception>
    public static async Task CopyAsync(ImageReference image, HttpResponseMessage response, Stream target, long size, IdleWatch watch)
    {
        await using var source = await response.Content.ReadAsStreamAsync(watch.Token);
        var buffer = new byte[BufferSize];
        for (long total = 0; total <= size;)
        {
            var read = await ReadAsync(image, source, buffer, watch);
            if (read == 0)
            {
                return;
            }

            watch.Touch();
            total += read;
            await target.WriteAsync(buffer.AsMemory(0, read), watch.Token);
        }
    }

    /// <summary>A broken connection is the registry's fault, a failing write this computer's: only the first may pass.</summary>
    private static async Task<int> ReadAsync(ImageReference image, Stream source, byte[] buffer, IdleWatch watch)
    {
        try
        {
            return await source.ReadAsync(buffer, watch.Token);
        }
        catch (IOException exception)
        {
            throw new TransientHttpException($"{image.Registry} broke off: {Untrusted.Shown(exception.Message)}", cause: exception);
        }
    }
}

/// <summary>Ends an exchange in which nothing moves any more.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _linked;

    public IdleWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _silence = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellationToken);
    }

    /// <summary>Cancelled when nothing moved for the limit, or when the caller cancels.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the silence lasted too long.</summary>
    public bool HasFired => _silence.IsCancellationRequested;

    /// <summary>Something moved.</summary>
    public void Touch() => _silence.CancelAfter(_limit);

    public void Dispose()
    {
        _linked.Dispose();
        _silence.Dispose();
    }
}
