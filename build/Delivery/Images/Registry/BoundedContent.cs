namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>Reads answers without trusting their length.</summary>
internal static class BoundedContent
{
    private const int BufferSize = 16 * 1024;

    /// <summary>The whole body.</summary>
    /// <exception cref="DeliveryException">It is longer than <paramref name="limit"/> bytes.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var content = await UpToAsync(stream, limit + 1, cancellationToken);
        return content.Length <= limit
            ? content
            : throw new DeliveryException(
                $"the answer of {response.RequestMessage!.RequestUri!.Host} is not used",
                $"it is longer than {limit} bytes",
                "ask the registry's operator: no such answer is that long");
    }

    /// <summary>The first bytes of a body, for a message.</summary>
    public static async Task<byte[]> UpToAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[BufferSize];
        while (content.Length < limit && await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            content.Write(buffer, 0, Math.Min(read, limit - (int)content.Length));
        }

        return content.ToArray();
    }
}
