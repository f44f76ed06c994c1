using System.Net;

namespace GitOpsDemo.LabAgent.Tests;

/// <summary>A request's body of several pieces, each sent when the test lets it.</summary>
internal sealed class PiecewiseContent(int pieces, Func<int, Task> before) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var piece = 0; piece < pieces; piece++)
        {
            await before(piece);
            await stream.WriteAsync("piece"u8.ToArray());
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
