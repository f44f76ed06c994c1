namespace GitOpsDemo.Delivery.Images.Registry;

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
