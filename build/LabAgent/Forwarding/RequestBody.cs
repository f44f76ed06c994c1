using System.Buffers;
using System.Net;

namespace GitOpsDemo.LabAgent.Forwarding;

/// <summary>A request's body on its way through: each piece is passed on as it comes.</summary>
internal sealed class RequestBody(Stream body, CancellationToken aborted) : HttpContent
{
    private const int BufferSize = 16 * 1024;

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await body.ReadAsync(buffer, aborted) is var count and > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), aborted);
                await stream.FlushAsync(aborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
